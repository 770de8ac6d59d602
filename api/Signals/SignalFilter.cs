using MatchGrid.Api.Feed;
using MatchGrid.Api.Input;
using MatchGrid.Identifiers;
using MatchGrid.Partners;
using MatchGrid.Regions;
using MatchGrid.Skus;

namespace MatchGrid.Api.Signals;

/// <summary>Which signals somebody wants: each list names one thing or several; none for all.</summary>
/// <param name="Inn">International non-proprietary names, in any case.</param>
/// <param name="Atc">ATC codes or their beginnings.</param>
/// <param name="Group">Substitution groups.</param>
/// <param name="Region">Ids of crisis regions.</param>
/// <param name="Least">Packs: demand that has reached this step at least.</param>
public sealed record SignalFilterBody(
    IReadOnlyList<string>? Sku = null, IReadOnlyList<string>? Inn = null, IReadOnlyList<string>? Atc = null, IReadOnlyList<string>? Group = null,
    IReadOnlyList<string>? Region = null, int? Least = null)
{
    private const int MostRegions = 100;

    /// <summary>Of a query string; a list is given by commas or by repeating the name.</summary>
    public static SignalFilterBody Of(IQueryCollection query, int? least)
    {
        var drugs = FilterBody.Of(query);
        return new(drugs.Sku, drugs.Inn, drugs.Atc, drugs.Group, query["region"] is { Count: > 0 } values ? [.. values.SelectMany(value => (value ?? "").Split(','))] : null, least);
    }

    /// <summary>The filter; what is wrong with it goes to the errors.</summary>
    public SignalFilter Read(InputErrors errors)
    {
        if (Region?.Count > MostRegions)
            errors.Add(RefusalCodes.InvalidField, $"At most {MostRegions} regions.", "region");
        return new(
            new FilterBody(Sku, Inn, Atc, Group: Group).Read(errors), Region is null ? null : [.. Region.Select(region => new RegionId(region))],
            errors.Within(Least, "least", 0, 1_000_000_000, 0));
    }
}

/// <summary>A filter that was read.</summary>
public sealed record SignalFilter(FeedFilter Drugs, HashSet<RegionId>? Regions, int Least)
{
    public bool Wants(UnmetSignal signal, SkuFacts? facts) =>
        signal.Threshold >= Least && (Regions is null || Regions.Contains(signal.Region)) && Drugs.WantsDrug(signal.Sku, facts);
}
