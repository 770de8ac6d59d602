using MatchGrid.Identifiers;
using MatchGrid.Messages;
using MatchGrid.Pharmacies;
using Orleans;

namespace MatchGrid.Tests.Simulation.Planting;

/// <summary>A hold that is asked for twice is placed twice: the pharmacy does not look whether it has it.</summary>
internal sealed class HoldWithoutIdempotence : Mistake
{
    protected override Task Arrived(IIncomingGrainCallContext call)
    {
        if (call.MethodName == nameof(IPharmacyGrain.HoldAsync) && call.Grain is PharmacyGrain)
            StateOf<PharmacyState>(call).Holds.Remove(Argument<HoldCommand>(call).Id);
        return call.Invoke();
    }
}

/// <summary>A hold that is given back by a letter that comes twice, or that has ended already, frees its packs once more.</summary>
internal sealed class DoubleRelease : Mistake
{
    private readonly Dictionary<HoldId, Hold> held = [];

    protected override Task Arrived(IIncomingGrainCallContext call)
    {
        if (call.MethodName != nameof(INotified.DeliverAsync) || call.Grain is not PharmacyGrain)
            return call.Invoke();
        var pharmacy = StateOf<PharmacyState>(call);
        foreach (var (id, hold) in pharmacy.Holds)
            held[id] = hold;
        foreach (var letter in Argument<Delivery>(call).Letters)
        {
            var id = letter.Body switch
            {
                HoldReleased released => released.Hold,
                HoldGivenUp givenUp => givenUp.Hold,
                _ => default,
            };
            if (pharmacy.HasEnded(id) && held.TryGetValue(id, out var hold))
                pharmacy.Lines[hold.Sku] = pharmacy.LineOf(hold.Sku) with { Held = pharmacy.LineOf(hold.Sku).Held - hold.Quantity };
        }

        return call.Invoke();
    }
}

/// <summary>What a pharmacy makes of the time at which something was counted.</summary>
internal abstract class CountMistake : Mistake
{
    protected sealed override Task Arrived(IIncomingGrainCallContext call)
    {
        if (call.MethodName == nameof(IPharmacyGrain.ReportStockAsync) && call.Grain is PharmacyGrain)
        {
            var (pharmacy, batch) = (StateOf<PharmacyState>(call), Argument<StockBatch>(call));
            call.Request.SetArgument(0, batch with
            {
                Changes = [.. batch.Changes.Select(change => change.Count is null ? change : change with { At = TakenFor(change.At, pharmacy.LineOf(change.Sku)) })],
            });
        }

        return call.Invoke();
    }

    protected abstract DateTimeOffset TakenFor(DateTimeOffset counted, StockLine line);
}

/// <summary>A count from before the newest one is taken for a new one.</summary>
internal sealed class StaleStockOverwritesNewer : CountMistake
{
    protected override DateTimeOffset TakenFor(DateTimeOffset counted, StockLine line) => counted < line.CountedAt ? line.CountedAt.Value : counted;
}

/// <summary>A count from before a hand-over that comes in after it is taken to know of the hand-over.</summary>
internal sealed class LateCountAfterAHandOverAccepted : CountMistake
{
    protected override DateTimeOffset TakenFor(DateTimeOffset counted, StockLine line)
    {
        if (line.Unseen.IsDefaultOrEmpty || !line.AcceptsCountAt(counted))
            return counted;
        var handedOver = line.Unseen.Max(move => move.At);
        return handedOver > counted ? handedOver : counted;
    }
}
