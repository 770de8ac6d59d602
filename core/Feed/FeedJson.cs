using System.Text.Json.Serialization;
using MatchGrid.Journals;

namespace MatchGrid.Feed;

/// <summary>How feed rows and snapshots look in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(JournalRow<FeedEvent>))]
[JsonSerializable(typeof(FeedState))]
[JsonSerializable(typeof(JournalRow<FeedSegmentEvent>))]
[JsonSerializable(typeof(FeedSegmentState))]
public sealed partial class FeedJson : JsonSerializerContext
{
    private static JournalCodec<FeedState, FeedEvent>? codec;
    private static JournalCodec<FeedSegmentState, FeedSegmentEvent>? segmentCodec;

    public static JournalCodec<FeedState, FeedEvent> Codec => codec ??= new(Default.JournalRowFeedEvent, Default.FeedState);

    public static JournalCodec<FeedSegmentState, FeedSegmentEvent> SegmentCodec =>
        segmentCodec ??= new(Default.JournalRowFeedSegmentEvent, Default.FeedSegmentState);
}
