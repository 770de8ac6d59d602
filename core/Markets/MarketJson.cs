using System.Text.Json.Serialization;
using MatchGrid.Journals;

namespace MatchGrid.Markets;

/// <summary>How market rows and snapshots look in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(JournalRow<MarketEvent>))]
[JsonSerializable(typeof(MarketState))]
public sealed partial class MarketJson : JsonSerializerContext
{
    private static JournalCodec<MarketState, MarketEvent>? codec;

    public static JournalCodec<MarketState, MarketEvent> Codec => codec ??= new(Default.JournalRowMarketEvent, Default.MarketState);
}
