using System.Collections.Immutable;
using Orleans;

namespace MatchGrid.Feed;

/// <summary>A match event with its number in its partition.</summary>
[GenerateSerializer, Immutable, Alias("mg.FeedEntry")]
public sealed record FeedEntry([property: Id(0)] long Number, [property: Id(1)] MatchEvent Event);

/// <summary>Part of one partition, in order.</summary>
/// <param name="First">Number of the oldest entry still kept; 0 when empty.</param>
/// <param name="Last">Number of the newest entry; 0 when empty.</param>
/// <param name="Epoch">Of the grid: part of every cursor.</param>
/// <param name="Oldest">Number of the oldest entry that can still be read; 0 when there is none.</param>
/// <param name="StartOver">The cursor is none of this feed: what was read up to it may not have happened; these are the oldest entries kept.</param>
[GenerateSerializer, Immutable, Alias("mg.FeedPage")]
public sealed record FeedPage(
    [property: Id(0)] int Partition,
    [property: Id(1)] long First,
    [property: Id(2)] long Last,
    [property: Id(3)] ImmutableArray<FeedEntry> Entries,
    [property: Id(4)] string Epoch,
    [property: Id(5)] bool StartOver = false,
    [property: Id(6)] long Oldest = 0);
