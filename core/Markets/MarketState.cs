using System.Text.Json.Serialization;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Messages;

namespace MatchGrid.Markets;

/// <summary>The requests that wait in one market, folded from joins and leaves.</summary>
public sealed class MarketState : JournalledState<MarketEvent>
{
    [JsonIgnore]
    public OrderBook Book { get; private set; } = new();

    /// <summary>Every member in rank order, for snapshots.</summary>
    public IReadOnlyList<MarketMember> Members
    {
        get => [.. Book.InOrder.Select(entry => new MarketMember(entry.Demand, entry.LastNumber))];
        init
        {
            foreach (var member in value)
                Book.Join(member.Demand).LastNumber = member.LastNumber;
        }
    }

    /// <summary>A market in which somebody waits is due at every start of the process, in the order of <see cref="WakeOrder"/>.</summary>
    [JsonIgnore]
    public override DateTimeOffset? Deadline => (Book.First ?? Book.FirstOfAll) is { } first ? WakeOrder.Of(first) : null;

    public override void Apply(MarketEvent change)
    {
        switch (change)
        {
            case DemandJoined joined:
                Book.Join(joined.Demand);
                break;
            case DemandLeft left:
                Book.Leave(left.Request);
                break;
            default:
                throw new InvalidOperationException($"no such event: {change.GetType().Name}");
        }
    }

    // A member's number stands in its entry: with a million members the sender's name is not kept a second time.
    public override long LastFrom(string sender) =>
        Book.Find(MemberOf(sender)) is { } entry ? entry.LastNumber : Inbound.LastFrom(sender);

    protected override void Remember(ReceivedMark mark)
    {
        if (Book.Find(MemberOf(mark.Sender)) is { } entry)
        {
            entry.LastNumber = mark.UpTo;
            Inbound.Forget(mark.Sender);
        }
        else
        {
            base.Remember(mark);
        }
    }

    private static RequestId MemberOf(string sender) => new(Addresses.Split(sender).Key);
}

/// <summary>A waiting request and the last letter taken from it.</summary>
public readonly record struct MarketMember(OpenDemand Demand, long LastNumber);
