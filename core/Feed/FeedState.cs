using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Messages;

namespace MatchGrid.Feed;

/// <summary>The newest entries of one feed partition, folded from events.</summary>
public sealed class FeedState : JournalledState<FeedEvent>
{
    private readonly List<FeedEntry> entries = [];
    private readonly Dictionary<RequestId, LedgerLine> ledger = [];

    /// <summary>Number of the newest entry; 0 when there was none yet.</summary>
    public long Last { get; set; }

    /// <summary>The entries kept, oldest first, their numbers without a gap; for snapshots.</summary>
    public IReadOnlyList<FeedEntry> Entries
    {
        get => entries;
        init => entries = [.. value];
    }

    /// <summary>Where older entries went, oldest first; for snapshots.</summary>
    public List<SegmentLine> Segments { get; init; } = [];

    /// <summary>Number of the oldest entry that can be read, here or in a segment; 0 when there is none.</summary>
    [JsonIgnore]
    public long Oldest => Segments.Count > 0 ? Segments[0].First : First;

    /// <summary>The segment with the entry after a number; null when that is kept here or nowhere.</summary>
    public SegmentLine? SegmentAfter(long number) => Segments.Find(segment => number < segment.Last) is { First: > 0 } found ? found : null;

    /// <summary>Where every request of this partition stands that seeks or has something held. Never iterated where order matters.</summary>
    public Dictionary<RequestId, LedgerLine> Ledger
    {
        get => ledger;
        init => ledger = value;
    }

    /// <summary>Packs by region, preferred SKU and kind of event, as long as the region counted.</summary>
    public SortedDictionary<RegionId, SortedDictionary<Sku, SortedDictionary<MatchEventKind, long>>> Flows { get; init; } = [];

    /// <summary>Number of the oldest entry kept; 0 when there is none.</summary>
    [JsonIgnore]
    public long First => entries.Count > 0 ? entries[0].Number : 0;

    /// <summary>Kept entries after a number, at most as many as asked for.</summary>
    public IReadOnlyList<FeedEntry> After(long number, int most)
    {
        var start = (int)Math.Clamp(Math.Min(number, Last) + 1 - First, 0, entries.Count);
        return entries.GetRange(start, Math.Min(most, entries.Count - start));
    }

    public override void Apply(FeedEvent change)
    {
        switch (change)
        {
            case EventsEntered entered:
                foreach (var match in entered.Events)
                {
                    entries.Add(new(++Last, match));
                    Count(match);
                }

                break;
            case FeedTrimmed trimmed:
                entries.RemoveRange(0, (int)(trimmed.First - First));
                break;
            case EntriesMoved moved:
                Move(moved);
                break;
            case SegmentsForgotten forgotten:
                foreach (var segment in Segments.TakeWhile(segment => segment.First < forgotten.Before))
                    Outbox.Add(Addresses.OfFeedSegment(forgotten.Partition, segment.First), new FeedForgotten(), closes: true);
                Segments.RemoveAll(segment => segment.First < forgotten.Before);
                break;
            default:
                throw new InvalidOperationException($"no such event: {change.GetType().Name}");
        }
    }

    private void Move(EntriesMoved moved)
    {
        while (First < moved.First)
        {
            ImmutableArray<FeedEntry> part = [.. entries.Take((int)Math.Min(FeedDecider.MostPerPage, moved.First - First))];
            Segments.Add(new(part[0].Number, part[^1].Number, part[^1].Event.At));
            Outbox.Add(Addresses.OfFeedSegment(moved.Partition, part[0].Number), new FeedMoved(part), closes: true);
            entries.RemoveRange(0, part.Length);
        }
    }

    private void Count(MatchEvent match)
    {
        if (match.Standing is not { } standing)
            return;
        if (standing.Open == 0 && standing.Matched == 0)
            ledger.Remove(match.Request);
        else
            ledger[match.Request] = new(standing, match.At - TimeSpan.FromSeconds(match.WaitedSeconds));
        if (match.Regions.IsDefaultOrEmpty)
            return;
        foreach (var region in match.Regions)
        {
            if (!Flows.TryGetValue(region, out var skus))
                Flows.Add(region, skus = []);
            if (!skus.TryGetValue(standing.Sku, out var kinds))
                skus.Add(standing.Sku, kinds = []);
            kinds[match.Kind] = kinds.GetValueOrDefault(match.Kind) + match.Quantity;
        }
    }
}

/// <summary>A segment as its partition keeps it.</summary>
/// <param name="LastAt">When its newest entry happened.</param>
public readonly record struct SegmentLine(long First, long Last, DateTimeOffset LastAt);

/// <summary>One request in a partition's ledger.</summary>
/// <param name="Since">When its wait began, to the second.</param>
public readonly record struct LedgerLine(RequestStanding Standing, DateTimeOffset Since);
