using System.Collections.Immutable;
using MatchGrid.Feed;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Skus;
using Orleans;

namespace MatchGrid.Partners;

/// <summary>
/// Which events a reader wants, of those that it may see: it is applied to what the reader sees, so that it cannot ask for more. Each list that is
/// not empty must name the event.
/// </summary>
/// <param name="Inns">International non-proprietary names, in any case.</param>
/// <param name="Atcs">ATC codes or their beginnings.</param>
/// <param name="Groups">Substitution groups.</param>
[GenerateSerializer, Immutable, Alias("mg.FeedFilter")]
public sealed record FeedFilter(
    [property: Id(0)] ImmutableArray<Sku> Skus,
    [property: Id(1)] ImmutableArray<string> Inns,
    [property: Id(2)] ImmutableArray<string> Atcs,
    [property: Id(3)] ImmutableArray<MatchEventKind> Types,
    [property: Id(4)] ImmutableArray<CellId> Cells,
    [property: Id(5)] ImmutableArray<PharmacyId> Pharmacies,
    [property: Id(8)] ImmutableArray<string> Groups = default)
{
    public static FeedFilter All { get; } = new([], [], [], [], [], []);

    /// <summary>False for an event that cannot be wanted, however it is seen: cheaper than to look.</summary>
    public bool MayWant(MatchEvent match) =>
        (Types.IsEmpty || Types.Contains(match.Kind)) && (Skus.IsEmpty || Skus.Contains(match.Sku))
        && (Pharmacies.IsEmpty || (match.Pharmacy is { } pharmacy && Pharmacies.Contains(pharmacy)));

    /// <param name="seen">As the reader sees it.</param>
    /// <param name="facts">Of its SKU, where the catalogue knows it.</param>
    public bool Wants(PartnerEvent seen, SkuFacts? facts) =>
        (Types.IsEmpty || Types.Contains(seen.Type))
        && WantsDrug(seen.Sku, facts)
        && (Cells.IsEmpty || (seen.Cell is { } cell && Cells.Any(wanted => wanted.Contains(cell))))
        && (Pharmacies.IsEmpty || (seen.Pharmacy is { } pharmacy && Pharmacies.Contains(pharmacy)));

    /// <summary>As far as the drug goes.</summary>
    public bool WantsDrug(Sku sku, SkuFacts? facts) =>
        (Skus.IsEmpty || Skus.Contains(sku))
        && (Groups.IsDefaultOrEmpty || (facts is not null && Groups.Contains(facts.GroupOrSelf)))
        && (Inns.IsEmpty || (facts?.Inn is { } inn && Inns.Any(wanted => Array.Exists(inn.Split("; "), one => one.Equals(wanted, StringComparison.OrdinalIgnoreCase)))))
        && (Atcs.IsEmpty || (facts?.Atc is { } atc && Atcs.Any(wanted => atc.StartsWith(wanted, StringComparison.OrdinalIgnoreCase))));
}
