using System.Text.Json.Serialization;
using MatchGrid.Journals;

namespace MatchGrid.Feed;

/// <summary>The newest entries of one feed partition, folded from events.</summary>
public sealed class FeedState : JournalledState<FeedEvent>
{
    private readonly List<FeedEntry> entries = [];

    /// <summary>Number of the newest entry; 0 when there was none yet.</summary>
    public long Last { get; set; }

    /// <summary>The entries kept, oldest first, their numbers without a gap; for snapshots.</summary>
    public IReadOnlyList<FeedEntry> Entries
    {
        get => entries;
        init => entries = [.. value];
    }

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
                    entries.Add(new(++Last, match));
                break;
            case FeedTrimmed trimmed:
                entries.RemoveRange(0, (int)(trimmed.First - First));
                break;
            default:
                throw new InvalidOperationException($"no such event: {change.GetType().Name}");
        }
    }
}
