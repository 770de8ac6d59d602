using MatchGrid.Api.Access;
using MatchGrid.Api.Feed;
using MatchGrid.Api.Regions;
using MatchGrid.Identifiers;
using MatchGrid.Regions;
using MatchGrid.Silo.Skus;
using MatchGrid.Partners;
using Orleans;

namespace MatchGrid.Api.Signals;

/// <summary>The signals of unmet demand that stand now, and who may see which.</summary>
public sealed class SignalBoard(IGrainFactory grains, RegionRoutes.Desk desk, LocalCatalogue skus)
{
    /// <summary>Of all regions, the largest demand first.</summary>
    public async Task<IReadOnlyList<UnmetSignal>> ReadAsync()
    {
        var signals = await Task.WhenAll(desk.Regions.Where(facts => facts.CountsAt(desk.Now)).Select(facts => desk.Grain(facts.Id).GetSignalsAsync()));
        return [.. signals.SelectMany(one => one).OrderByDescending(one => one.Asked).ThenBy(one => one.Region).ThenBy(one => one.Sku)];
    }

    /// <summary>What a caller sees of them.</summary>
    public async Task<SignalsAnswer> ShowAsync(IReadOnlyList<UnmetSignal> signals, Caller caller, SignalFilter filter)
    {
        var may = await MayAsync(caller);
        return new([.. signals.Where(signal => may(signal.Region) && filter.Wants(signal, skus.Find(signal.Sku))).Select(signal => SignalAnswer.Of(signal, skus))]);
    }

    // Makers all, partners where that was granted, coordinators those of their territory.
    private async Task<Func<RegionId, bool>> MayAsync(Caller caller)
    {
        if (caller.Role == Roles.Partner)
        {
            var granted = (await grains.GetGrain<IGrantsGrain>(caller.Partner).GetAsync())?.Signals ?? false;
            return _ => granted;
        }

        if (caller.Role == Roles.Coordinator)
        {
            var covered = desk.Regions.Where(facts => desk.Territory.Covers(caller, facts)).Select(facts => facts.Id).ToHashSet();
            return covered.Contains;
        }

        return _ => true;
    }
}

/// <summary>Unmet demand by region and SKU, the largest first. Only what has reached 20 packs.</summary>
public sealed record SignalsAnswer(IReadOnlyList<SignalAnswer> Signals);

/// <param name="At">When it reached its step: the figures are of that moment.</param>
/// <param name="Group">Substitution group.</param>
public sealed record SignalAnswer(Sku Sku, string? Name, string? Inn, string? Atc, string? Group, DateTimeOffset At, UnmetMessage Unmet)
{
    public static SignalAnswer Of(UnmetSignal signal, LocalCatalogue skus)
    {
        var facts = skus.Find(signal.Sku);
        return new(signal.Sku, facts?.Name, facts?.Inn, facts?.Atc, facts?.Group, signal.At, UnmetMessage.Of(signal));
    }
}
