using System.Text.Json.Serialization;
using MatchGrid.Identifiers;
using Orleans;

namespace MatchGrid.Skus;

/// <summary>Catalogue facts of one pack.</summary>
/// <param name="Name">Brand or label name, as printed.</param>
/// <param name="Inn">International non-proprietary name(s), joined with "; ".</param>
/// <param name="Atc">ATC code, up to 7 characters.</param>
/// <param name="Group">Substitution group: SKUs of one group may replace each other; null for none.</param>
/// <param name="PriceMinor">List price of a pack in the currency's minor unit.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="DosageText">Free text.</param>
/// <param name="PrescriptionOnly">Rx rather than OTC.</param>
/// <param name="Concealed">Theft-prone: matched, but not shown in stock search.</param>
/// <param name="Suspended">Recalled: nothing of it is offered, holds break.</param>
[GenerateSerializer, Immutable, Alias("mg.SkuFacts")]
public sealed record SkuFacts(
    [property: Id(0)] Sku Sku,
    [property: Id(1)] string Name,
    [property: Id(2)] string? Inn = null,
    [property: Id(3)] string? Atc = null,
    [property: Id(4)] string? Form = null,
    [property: Id(5)] string? Strength = null,
    [property: Id(6)] string? Maker = null,
    [property: Id(7)] string? Group = null,
    [property: Id(8)] int? PriceMinor = null,
    [property: Id(9)] string? Currency = null,
    [property: Id(10)] string? DosageText = null,
    [property: Id(11)] bool PrescriptionOnly = false,
    [property: Id(12)] bool Concealed = false,
    [property: Id(13)] bool Suspended = false)
{
    /// <summary>What "one open request per patient" counts by.</summary>
    [JsonIgnore]
    public string GroupOrSelf => Group ?? Sku.Value;
}
