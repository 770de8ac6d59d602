using System.Collections.Immutable;
using System.Globalization;
using MatchGrid.Identifiers;
using MatchGrid.Markets;

namespace MatchGrid.Requests;

/// <summary>Answers "why not me yet?". Pure: the request and what its markets say in, sentences out.</summary>
/// <remarks>
/// Opening hours keep nothing from being matched (they only stop the clock of a hold), so no reason here names them. Of others only numbers
/// are told, and none under <see cref="LeastTold"/>.
/// </remarks>
public static class Why
{
    /// <summary>A smaller number of people is not told.</summary>
    public const int LeastTold = 5;

    /// <param name="standings">Of the markets in which it is registered; up to four for a SKU.</param>
    public static WhyView Of(RequestState state, IReadOnlyList<MarketStanding> standings)
    {
        var lines = new List<WhyLine>();
        var terms = state.Terms!;
        var found = terms.Quantity - state.Outstanding;
        if (state.Status is not (RequestStatus.Open or RequestStatus.Matched))
            lines.Add(new(WhyCodes.NotSeeking, state.RenewsAt is { } next ? Text($"Everything was collected; it asks again on {next:d MMMM}.") : "This request has ended."));
        else if (state.Outstanding == 0)
            lines.Add(new(WhyCodes.AllFound, "Everything you asked for is set aside for you.", Count: found));
        else if (found > 0)
            lines.Add(new(WhyCodes.Found, Text($"{found} of {terms.Quantity} packs are set aside for you or collected; the rest is sought."), Count: found));
        if (state.IsSeeking)
        {
            foreach (var sku in terms.Skus)
                lines.AddRange(LinesOf(terms, sku, [.. standings.Where(standing => standing.Sku == sku)]));
        }

        return new(state.Id, state.Status, [.. lines]);
    }

    private static IEnumerable<WhyLine> LinesOf(RequestTerms terms, Sku sku, IReadOnlyList<MarketStanding> standings)
    {
        if (standings.Count == 0)
            yield break;
        var supply = standings.Select(standing => standing.Supply).Aggregate(Join);
        if (standings.Any(standing => standing.InHand) || supply.Enough > 0)
            yield return new(WhyCodes.InHand, "A pharmacy in reach has it and is being asked at this moment.", sku, null, supply.SeenAt);
        else if (supply.TooFew + supply.Excluded == 0)
            yield return new(WhyCodes.NothingInReach, "No pharmacy in reach is known to have it.", sku, 0);
        if (supply.TooFew > 0)
        {
            yield return new(
                WhyCodes.TooFew, Text($"What pharmacies in reach have is fewer than the {terms.Quantity} packs you ask for. You may ask for parts from several pharmacies."),
                sku, supply.TooFew, supply.SeenAt);
        }

        if (supply.Excluded > 0)
        {
            yield return new(
                WhyCodes.HadTheirTurn, "A pharmacy in reach has it, but a match with it was declined, ran out or fell through: it is not proposed to you again in this wait.",
                sku, supply.Excluded, supply.SeenAt);
        }

        if (supply is { Farther: > 0, FartherMetres: { } metres })
        {
            yield return new(
                WhyCodes.OutOfReach, Text($"A pharmacy {Math.Max(1, Math.Round(metres / 1000.0)):0} km off has it, farther than the {terms.RadiusMetres / 1000.0:0.#} km you go."),
                sku, supply.Farther, null, metres);
        }

        yield return Line(sku, standings.MaxBy(standing => standing.Before.All)!.Before);
    }

    // A request is in the lines of all markets that its circle touches; in the longest of them all that stand before it anywhere near may be met.
    private static WhyLine Line(Sku sku, StandBefore before)
    {
        if (before.All == 0)
            return new(WhyCodes.FirstInLine, "Nobody stands before you around here.", sku, 0);
        if (before.All < LeastTold)
            return new(WhyCodes.OthersBefore, Text($"Fewer than {LeastTold} stand before you around here."), sku);
        (int Count, string Text)[] rules =
        [
            (before.Tier, "are in a crisis region that comes first"),
            (before.Urgency, "need it more urgently"),
            (before.NeededBy, "need it earlier"),
            (before.Waited, "have waited longer"),
        ];
        var parts = rules.Where(rule => rule.Count >= LeastTold).Select(rule => Text($"{rule.Count:N0} {rule.Text}"));
        var told = string.Join(", ", parts);
        return new(WhyCodes.OthersBefore, Text($"{before.All:N0} stand before you around here{(told.Length > 0 ? ": " + told : "")}."), sku, before.All);
    }

    private static SupplyStanding Join(SupplyStanding one, SupplyStanding other) => new(
        one.Enough + other.Enough,
        one.TooFew + other.TooFew,
        one.Excluded + other.Excluded,
        one.Farther + other.Farther,
        one.FartherMetres is { } metres ? Math.Min(metres, other.FartherMetres ?? metres) : other.FartherMetres,
        one.SeenAt > other.SeenAt || other.SeenAt is null ? one.SeenAt : other.SeenAt);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
