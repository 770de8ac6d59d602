using System.Text.Json.Serialization;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using Orleans;

namespace MatchGrid.Markets;

/// <summary>The order book of one SKU in one cell, as <c>sku@cell</c>.</summary>
[GenerateSerializer, Immutable, Alias("mg.MarketId")]
[JsonConverter(typeof(TypedIdConverter<MarketId>))]
public readonly record struct MarketId([property: Id(0)] Sku Sku, [property: Id(1)] CellId Cell) : ITypedId<MarketId>, IComparable<MarketId>
{
    [JsonIgnore]
    public string Value => $"{Sku.Value}@{Cell}";

    public static MarketId Of(string value)
    {
        var at = value.LastIndexOf('@');
        return at > 0 && CellId.TryParse(value[(at + 1)..], out var cell)
            ? new(new(value[..at]), cell)
            : throw new FormatException($"no market: {value}");
    }

    public int CompareTo(MarketId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
