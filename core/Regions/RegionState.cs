using System.Text.Json.Serialization;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Feed;
using MatchGrid.Markets;
using MatchGrid.Messages;

namespace MatchGrid.Regions;

/// <summary>A region, its curves and its alarms, folded from its events.</summary>
public sealed class RegionState : JournalledState<RegionEvent>
{
    /// <summary>Alarms that are over, kept for those who look back.</summary>
    public const int OverKept = 256;

    /// <summary>Whoever watches for figures is due at every start, after the markets.</summary>
    private static readonly DateTimeOffset AtEveryStart = WakeOrder.End + TimeSpan.FromDays(1);

    /// <summary>Null until it was opened.</summary>
    public RegionFacts? Facts { get; set; }

    public DateTimeOffset OpenedAt { get; set; }

    /// <summary>Pseudonym of whoever opened it.</summary>
    public string By { get; set; } = "";

    public int FeedPartition { get; set; }

    public RegionHistory History { get; init; } = new();

    /// <summary>Raised and not cleared, by id.</summary>
    public SortedDictionary<string, Alarm> Alarms { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Cleared, oldest first.</summary>
    public List<Alarm> Over { get; init; } = [];

    /// <summary>What makers were last told, of SKUs for which demand is unmet.</summary>
    public SortedDictionary<Sku, UnmetSignal> Unmet { get; init; } = [];

    [JsonIgnore]
    public override DateTimeOffset? Deadline => Facts is { Closed: false } ? AtEveryStart : null;

    public override void Apply(RegionEvent change)
    {
        switch (change)
        {
            case RegionOpened opened:
                (OpenedAt, By, FeedPartition) = (opened.At, opened.By, opened.FeedPartition);
                Publish(opened.Facts, MatchEventKind.RegionOpened, opened.At);
                break;
            case RegionChanged changed:
                Publish(changed.Facts, MatchEventKind.RegionChanged, changed.At);
                break;
            case RegionClosed closed:
                foreach (var alarm in Alarms.Values.ToList())
                    Clear(alarm.Id, closed.At);
                foreach (var signal in Unmet.Values.ToList())
                    Move(SignalDecider.Over(signal, closed.At));
                Publish(Facts! with { Closed = true, Version = Facts.Version + 1 }, MatchEventKind.RegionClosed, closed.At);
                break;
            case SampleTaken sample:
                History.Add(sample.At, sample.Skus);
                break;
            case AlarmRaised raised:
                Alarms[raised.Alarm.Id] = raised.Alarm;
                Record(MatchEventKind.AlarmRaised, raised.At, raised.Alarm);
                break;
            case AlarmAcknowledged acknowledged:
                Alarms[acknowledged.Alarm] = Alarms[acknowledged.Alarm] with { AcknowledgedAt = acknowledged.At, AcknowledgedBy = acknowledged.By };
                break;
            case AlarmCleared cleared:
                Clear(cleared.Alarm, cleared.At);
                break;
            case UnmetMoved moved:
                Move(moved.Signal);
                break;
            default:
                throw new InvalidOperationException($"no such event: {change.GetType().Name}");
        }
    }

    private void Publish(RegionFacts facts, MatchEventKind kind, DateTimeOffset at)
    {
        Facts = facts;
        Outbox.Add(Addresses.TheRegions, new RegionPublished(facts));
        Record(kind, at, null);
    }

    private void Clear(string id, DateTimeOffset at)
    {
        if (!Alarms.Remove(id, out var alarm))
            return;
        Over.Add(alarm with { ClearedAt = at });
        if (Over.Count > OverKept)
            Over.RemoveAt(0);
        Record(MatchEventKind.AlarmCleared, at, alarm);
    }

    private void Move(UnmetSignal signal)
    {
        var rose = signal.Threshold > (Unmet.GetValueOrDefault(signal.Sku)?.Threshold ?? 0);
        if (signal.Threshold == 0)
            Unmet.Remove(signal.Sku);
        else
            Unmet[signal.Sku] = signal;
        var kind = rose ? MatchEventKind.UnmetDemandRose : MatchEventKind.UnmetDemandFell;
        var quantity = (int)Math.Min(signal.Asked, int.MaxValue);
        Outbox.Add(Addresses.OfFeed(FeedPartition), new Recorded([new(kind, signal.At, default, signal.Sku, quantity, Regions: [signal.Region], Unmet: signal)]));
    }

    private void Record(MatchEventKind kind, DateTimeOffset at, Alarm? alarm) => Outbox.Add(
        Addresses.OfFeed(FeedPartition),
        new Recorded([new(kind, at, default, alarm?.Sku ?? default, 0, Pharmacy: alarm?.Pharmacy, Regions: [Facts!.Id], Alarm: alarm?.Kind)]));
}
