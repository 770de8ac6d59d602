using System.Collections.Immutable;
using Orleans;

namespace MatchGrid.Feed;

/// <summary>A match event with its number in its partition.</summary>
[GenerateSerializer, Immutable, Alias("mg.FeedEntry")]
public sealed record FeedEntry([property: Id(0)] long Number, [property: Id(1)] MatchEvent Event);

/// <summary>Part of one partition, in order.</summary>
/// <param name="First">Number of the oldest entry still kept; 0 when empty.</param>
/// <param name="Last">Number of the newest entry; 0 when empty.</param>
[GenerateSerializer, Immutable, Alias("mg.FeedPage")]
public sealed record FeedPage(
    [property: Id(0)] int Partition,
    [property: Id(1)] long First,
    [property: Id(2)] long Last,
    [property: Id(3)] ImmutableArray<FeedEntry> Entries);
