using System.Text.Json.Serialization;
using MatchGrid.Journals;

namespace MatchGrid.Skus;

/// <summary>How rows and snapshots of SKUs and of the catalogue look in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(JournalRow<SkuEvent>))]
[JsonSerializable(typeof(SkuState))]
[JsonSerializable(typeof(JournalRow<CatalogueEvent>))]
[JsonSerializable(typeof(CatalogueState))]
public sealed partial class SkuJson : JsonSerializerContext
{
    private static JournalCodec<SkuState, SkuEvent>? codec;
    private static JournalCodec<CatalogueState, CatalogueEvent>? catalogueCodec;

    public static JournalCodec<SkuState, SkuEvent> Codec => codec ??= new(Default.JournalRowSkuEvent, Default.SkuState);

    public static JournalCodec<CatalogueState, CatalogueEvent> CatalogueCodec =>
        catalogueCodec ??= new(Default.JournalRowCatalogueEvent, Default.CatalogueState);
}
