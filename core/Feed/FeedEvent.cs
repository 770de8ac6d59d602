using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MatchGrid.Feed;

/// <summary>What can happen to a feed partition. Discriminators carry the version of their shape and are part of the journal format.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(EventsEntered), "entered.1")]
[JsonDerivedType(typeof(FeedTrimmed), "trimmed.1")]
[JsonDerivedType(typeof(EntriesMoved), "moved.1")]
[JsonDerivedType(typeof(SegmentsForgotten), "segments-forgotten.1")]
public abstract record FeedEvent;

/// <summary>Match events get the next numbers of the partition.</summary>
public sealed record EventsEntered(ImmutableArray<MatchEvent> Events) : FeedEvent;

/// <summary>Entries before a number are kept no longer.</summary>
public sealed record FeedTrimmed(long First) : FeedEvent;

/// <summary>Entries before a number go to segments, at most <see cref="FeedDecider.MostPerPage"/> to each.</summary>
public sealed record EntriesMoved(int Partition, long First) : FeedEvent;

/// <summary>Segments that begin before a number are kept no longer.</summary>
public sealed record SegmentsForgotten(int Partition, long Before) : FeedEvent;
