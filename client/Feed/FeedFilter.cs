namespace MatchGrid.Client.Feed;

/// <summary>Narrows what is seen; each list that is not empty must name the event.</summary>
public sealed record FeedFilter
{
    /// <summary>Types of events, such as <c>held</c>.</summary>
    public IReadOnlyList<string> Type { get; init; } = [];

    public IReadOnlyList<string> Sku { get; init; } = [];

    /// <summary>International non-proprietary names, in any case.</summary>
    public IReadOnlyList<string> Inn { get; init; } = [];

    /// <summary>ATC codes or their beginnings.</summary>
    public IReadOnlyList<string> Atc { get; init; } = [];

    /// <summary>Cells of any level.</summary>
    public IReadOnlyList<string> Cell { get; init; } = [];

    public IReadOnlyList<string> Pharmacy { get; init; } = [];

    /// <summary>As the rest of a query.</summary>
    public override string ToString()
    {
        (string Name, IReadOnlyList<string> Values)[] all = [("type", Type), ("sku", Sku), ("inn", Inn), ("atc", Atc), ("cell", Cell), ("pharmacy", Pharmacy)];
        return string.Concat(all.SelectMany(one => one.Values.Select(value => $"&{one.Name}={Uri.EscapeDataString(value)}")));
    }
}
