using MatchGrid.Identifiers;
using MatchGrid.Requests;
using MatchGrid.Silo.Skus;
using MatchGrid.Skus;

namespace MatchGrid.Api.Requests;

/// <summary>Why a request has what it has and nothing more yet.</summary>
/// <param name="Reasons">In the order of the SKUs asked for.</param>
public sealed record WhyAnswer(RequestId Request, RequestStatus Status, IReadOnlyList<WhyReason> Reasons)
{
    /// <summary>With names; of concealed SKUs no pharmacy is counted, and none out of reach is told.</summary>
    public static WhyAnswer Of(WhyView why, LocalCatalogue catalogue)
    {
        var facts = why.Lines.Select(line => line.Sku).OfType<Sku>().Distinct().ToDictionary(sku => sku, catalogue.Find);
        var recalled = facts.Values.OfType<SkuFacts>().Where(known => known.Suspended)
            .Select(known => new WhyReason(WhyCodes.Recalled, "It is recalled at present: nobody may offer it.", new(known.Sku, known.Name)));
        var lines = why.Lines.Where(line => !IsConcealed(line) || line.Code != WhyCodes.OutOfReach).Select(line => new WhyReason(
            line.Code,
            line.Sentence,
            line.Sku is { } sku ? new(sku, facts[sku]?.Name) : null,
            IsConcealed(line) && line.Code != WhyCodes.OthersBefore ? null : line.Count,
            IsConcealed(line) ? null : line.SeenAt,
            line.DistanceMetres));
        return new(why.Request, why.Status, [.. recalled, .. lines]);

        bool IsConcealed(WhyLine line) => line.Sku is { } sku && facts[sku] is { Concealed: true };
    }
}

/// <summary>One reason.</summary>
/// <param name="Code">Stable: found, all_found, not_seeking, in_hand, nothing_in_reach, too_few, had_their_turn, out_of_reach, others_before, first_in_line, recalled.</param>
/// <param name="Sentence">For people.</param>
/// <param name="Sku">Which of the SKUs it is about; left out for all.</param>
/// <param name="Count">Pharmacies, packs or people that it is about; fewer than five people are not counted.</param>
/// <param name="SeenAt">When somebody last looked at the stock that it is about.</param>
/// <param name="DistanceMetres">How far off, for what is out of reach.</param>
public sealed record WhyReason(
    string Code, string Sentence, SkuName? Sku = null, int? Count = null, DateTimeOffset? SeenAt = null, int? DistanceMetres = null);
