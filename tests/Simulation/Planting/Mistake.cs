using System.Reflection;
using MatchGrid.Journals;
using MatchGrid.Messages;
using Orleans;

namespace MatchGrid.Tests.Simulation.Planting;

/// <summary>A planted bug at the seams that the simulation owns: calls as they leave and arrive, the journal, the clock. The grid itself knows of none.</summary>
internal abstract class Mistake : IIncomingGrainCallFilter, IOutgoingGrainCallFilter
{
    /// <summary>The simulation's true time.</summary>
    protected Func<DateTimeOffset> Now { get; private set; } = null!;

    protected Func<IGrainFactory> Grains { get; private set; } = null!;

    /// <summary>How far the grains' clock is behind at this moment.</summary>
    protected internal TimeSpan Behind { get; set; }

    public static Mistake? Of(PlantedBug bug, Func<DateTimeOffset> now, Func<IGrainFactory> grains)
    {
        if (Of(bug) is not { } mistake)
            return null;
        (mistake.Now, mistake.Grains) = (now, grains);
        return mistake;
    }

    private static Mistake? Of(PlantedBug bug) => bug switch
    {
        PlantedBug.HoldWithoutIdempotence => new HoldWithoutIdempotence(),
        PlantedBug.ReRegistrationLost => new ReRegistrationLost(),
        PlantedBug.DoubleRelease => new DoubleRelease(),
        PlantedBug.ExpiryOnTheWrongClock => new ExpiryOnTheWrongClock(),
        PlantedBug.StaleStockOverwritesNewer => new StaleStockOverwritesNewer(),
        PlantedBug.OutboxClearedBeforeDelivery => new OutboxClearedBeforeDelivery(),
        PlantedBug.ExcludedPharmacyForgotten => new ExcludedPharmacyForgotten(),
        PlantedBug.PlaceLostAtReQueue => new PlaceLostAtReQueue(),
        PlantedBug.SnapshotNewerThanItsPosition => new SnapshotNewerThanItsPosition(),
        PlantedBug.BusyRequestForgotten => new BusyRequestForgotten(),
        PlantedBug.LateCountAfterAHandOverAccepted => new LateCountAfterAHandOverAccepted(),
        PlantedBug.OlderMembershipUndoesNewer => new OlderMembershipUndoesNewer(),
        _ => null,
    };

    Task IIncomingGrainCallFilter.Invoke(IIncomingGrainCallContext context) => Arrived(context);

    Task IOutgoingGrainCallFilter.Invoke(IOutgoingGrainCallContext context) => Sent(context);

    /// <summary>A call at its grain. What runs before the returned task awaits anything is one turn with the grain's own decision.</summary>
    protected virtual Task Arrived(IIncomingGrainCallContext call) => call.Invoke();

    protected virtual Task Sent(IOutgoingGrainCallContext call) => call.Invoke();

    /// <summary>The version under which a snapshot is stored.</summary>
    protected internal virtual long SnapshotAt(long version) => version;

    /// <summary>The process has been down.</summary>
    protected internal virtual void WasDown(TimeSpan time)
    {
    }

    protected static T Argument<T>(IGrainCallContext call) => (T)call.Request.GetArgument(0)!;

    /// <summary>The state of the grain that a call has arrived at.</summary>
    protected static T StateOf<T>(IGrainCallContext call) => (T)Member(call.Grain.GetType(), "State").GetValue(call.Grain)!;

    /// <summary>A private field of the grain that a call has arrived at.</summary>
    protected static T FieldOf<T>(IGrainCallContext call, string name) =>
        (T)(call.Grain.GetType().GetField(name, BindingFlags.Instance | BindingFlags.NonPublic) ?? throw new MissingFieldException(call.Grain.GetType().Name, name)).GetValue(call.Grain)!;

    /// <summary>Changes the letters of a delivery that are news to the grain.</summary>
    protected static void Rewrite<TEvent>(IGrainCallContext call, JournalledState<TEvent> state, Func<Message, Message> change)
    {
        var delivery = Argument<Delivery>(call);
        var last = state.LastFrom(delivery.From);
        call.Request.SetArgument(0, delivery with
        {
            Letters = [.. delivery.Letters.Select(letter => letter.Number > last ? letter with { Body = change(letter.Body) } : letter)],
        });
    }

    private static PropertyInfo Member(Type type, string name) =>
        type.GetProperty(name, BindingFlags.Instance | BindingFlags.NonPublic) ?? throw new MissingMemberException(type.Name, name);
}
