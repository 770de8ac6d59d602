using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Messages;
using MatchGrid.Regions;
using MatchGrid.Requests;

namespace MatchGrid.Replay.Checking;

/// <summary>What a region's figures must be, counted from the stored state: every request and pharmacy, one by one.</summary>
public static class RegionRecount
{
    /// <param name="journal">As it is stored at this moment.</param>
    /// <param name="grains">Every grain it has, as <c>kind/key</c>.</param>
    public static async Task<IReadOnlyList<RegionCount>> CountAsync(IJournalReader journal, IEnumerable<string> grains, RegionArea area)
    {
        var shape = new RegionShape(area);
        var counts = new SortedDictionary<Sku, RegionCount>();
        foreach (var grain in grains)
        {
            var (kind, key) = Addresses.Split(grain);
            if (kind == Addresses.Request && (await StoredRequest.ReadAsync(journal, grain)).State is { Terms: { } terms } request && shape.Contains(terms.Place))
            {
                var open = request.Status is RequestStatus.Open or RequestStatus.Matched ? request.Outstanding : 0;
                Add(new(
                    terms.Skus[0], open > 0 ? 1 : 0, open, request.Matches.Sum(match => match.IsLive ? match.Quantity : 0),
                    request.Matches.Sum(match => match.Status == MatchStatus.Collected ? match.Quantity : 0), 0, 0, 0));
            }
            else if (kind == Addresses.Pharmacy && (await StoredPharmacy.ReadAsync(journal, grain, new(key))).State is { Profile: { } profile } pharmacy && shape.Contains(profile.Place))
            {
                foreach (var line in pharmacy.LinesInOrder)
                    Add(new(line.Sku, 0, 0, 0, 0, line.OnHand, line.Held, pharmacy.AvailableOf(line.Sku)));
            }
        }

        return [.. counts.Values.Where(count => count != new RegionCount(count.Sku, 0, 0, 0, 0, 0, 0, 0))];

        void Add(RegionCount one)
        {
            var sum = counts.GetValueOrDefault(one.Sku) ?? new(one.Sku, 0, 0, 0, 0, 0, 0, 0);
            counts[one.Sku] = new(
                one.Sku, sum.Open + one.Open, sum.Asked + one.Asked, sum.Matched + one.Matched, sum.Collected + one.Collected,
                sum.OnHand + one.OnHand, sum.Held + one.Held, sum.Available + one.Available);
        }
    }

    /// <summary>The same of a region's figures.</summary>
    public static IReadOnlyList<RegionCount> Of(RegionFigures figures) =>
    [
        .. figures.Skus.Select(one => new RegionCount(one.Sku!.Value, one.Open.Sum(), one.Asked, one.Matched, one.Collected, one.OnHand, one.Held, one.Available))
            .Where(count => count != new RegionCount(count.Sku, 0, 0, 0, 0, 0, 0, 0)).OrderBy(count => count.Sku),
    ];
}

/// <summary>One SKU in a region: requests that seek, and packs.</summary>
public sealed record RegionCount(Sku Sku, long Open, long Asked, long Matched, long Collected, long OnHand, long Held, long Available);
