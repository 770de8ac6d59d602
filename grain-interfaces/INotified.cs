using MatchGrid.Messages;
using Orleans;
using Orleans.Concurrency;

namespace MatchGrid;

/// <summary>A grain that takes durable notifications, and hears that its own were taken.</summary>
/// <remarks>Both directions are one-way: nobody waits for somebody above.</remarks>
public interface INotified : IGrainWithStringKey
{
    /// <summary>Letters of one sender, oldest first. What was taken before is skipped; the answer is <see cref="TakenAsync"/> at the sender.</summary>
    [OneWay]
    Task DeliverAsync(Delivery delivery);

    /// <summary>A receiver durably took this grain's letters up to a number.</summary>
    [OneWay]
    Task TakenAsync(string receiver, long upTo);
}

/// <summary>A grain that asked to be poked at an instant.</summary>
public interface IWakeable : IGrainWithStringKey
{
    /// <summary>Looks at deadlines and at letters that nobody took.</summary>
    [OneWay]
    Task WakeAsync();
}
