using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MatchGrid.Journals;

namespace MatchGrid.Feed;

/// <summary>Entries of a partition that moved out of it, still to be read. A segment is filled once, and emptied when they are kept no longer.</summary>
public sealed class FeedSegmentState : JournalledState<FeedSegmentEvent>
{
    public ImmutableArray<FeedEntry> Entries { get; set; } = [];

    public bool IsForgotten { get; set; }

    [JsonIgnore]
    public override bool IsOver => IsForgotten;

    public override void Apply(FeedSegmentEvent change)
    {
        switch (change)
        {
            case SegmentFilled filled:
                Entries = filled.Entries;
                break;
            case SegmentForgotten:
                (Entries, IsForgotten) = ([], true);
                break;
            default:
                throw new InvalidOperationException($"no such event: {change.GetType().Name}");
        }
    }
}

/// <summary>What can happen to a segment. Discriminators carry the version of their shape and are part of the journal format.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(SegmentFilled), "filled.1")]
[JsonDerivedType(typeof(SegmentForgotten), "forgotten.1")]
public abstract record FeedSegmentEvent;

public sealed record SegmentFilled(ImmutableArray<FeedEntry> Entries) : FeedSegmentEvent;

public sealed record SegmentForgotten : FeedSegmentEvent;
