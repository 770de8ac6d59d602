using System.Collections.Immutable;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Pharmacies;
using MatchGrid.Requests;
using Orleans;

namespace MatchGrid.Markets;

/// <summary>Market to request: packs are there, ask for them.</summary>
/// <param name="Number">The market's, to pair the answer; means nothing after a restart.</param>
/// <param name="Receipt">Why this request and this pharmacy.</param>
/// <param name="Heard">Number of the request's last letter that the market has taken.</param>
[GenerateSerializer, Immutable, Alias("mg.Proposal")]
public sealed record Proposal(
    [property: Id(0)] MarketId Market,
    [property: Id(1)] long Number,
    [property: Id(2)] PharmacyId Pharmacy,
    [property: Id(3)] int Quantity,
    [property: Id(4)] MatchReceipt? Receipt = null,
    [property: Id(5)] long Heard = 0);

/// <summary>Request to market: what came of a proposal.</summary>
/// <param name="Quantity">Packs now held.</param>
/// <param name="Available">Packs still free at the pharmacy, when it said so.</param>
/// <param name="Position">The pharmacy's version that <paramref name="Available"/> belongs to.</param>
[GenerateSerializer, Immutable, Alias("mg.ProposalAnswer")]
public sealed record ProposalAnswer(
    [property: Id(0)] long Number,
    [property: Id(1)] RequestId Request,
    [property: Id(2)] PharmacyId Pharmacy,
    [property: Id(3)] ProposalResult Result,
    [property: Id(4)] int Quantity,
    [property: Id(5)] int? Available,
    [property: Id(6)] long Position);

/// <summary>How a proposal ended.</summary>
public enum ProposalResult
{
    /// <summary>Held and committed.</summary>
    Matched = 0,

    /// <summary>The pharmacy refused, or did not answer.</summary>
    Refused = 1,

    /// <summary>The request is trying another proposal; it will say when it is free again.</summary>
    Busy = 2,

    /// <summary>The request seeks nothing here any more.</summary>
    NotSeeking = 3,
}

/// <summary>Pharmacy (or its leaf) to market: what a new hold could get there.</summary>
/// <param name="DeliveryMetres">How far the pharmacy delivers.</param>
/// <param name="Position">The pharmacy's version; an older one never undoes a newer.</param>
/// <param name="Evidence">What the claim rests on.</param>
/// <param name="Answer">Whether the pharmacy waits for <c>HeardAsync</c> before it tells the next market.</param>
[GenerateSerializer, Immutable, Alias("mg.SupplyChange")]
public sealed record SupplyChange(
    [property: Id(0)] PharmacyId Pharmacy,
    [property: Id(1)] GeoPoint Place,
    [property: Id(2)] int DeliveryMetres,
    [property: Id(3)] int Available,
    [property: Id(4)] long Position,
    [property: Id(5)] bool Answer,
    [property: Id(6)] StockEvidence Evidence = default);

/// <summary>A market's wish to hear of its SKU, and what it tells about itself.</summary>
/// <param name="First">Rank of its first in line; null withdraws the interest.</param>
/// <param name="Open">Requests waiting.</param>
/// <param name="Quantity">Packs they ask for.</param>
/// <param name="Position">The market's version; an older one never undoes a newer.</param>
/// <param name="Epoch">Changes with every activation of the market: a new one is told all supply again.</param>
[GenerateSerializer, Immutable, Alias("mg.MarketInterest")]
public sealed record MarketInterest(
    [property: Id(0)] MarketId Market,
    [property: Id(1)] Rank? First,
    [property: Id(2)] int Open,
    [property: Id(3)] int Quantity,
    [property: Id(4)] long Position,
    [property: Id(5)] long Epoch = 0);

/// <summary>What one cell knows of its market for one SKU.</summary>
[GenerateSerializer, Immutable, Alias("mg.DemandFigure")]
public sealed record DemandFigure([property: Id(0)] Sku Sku, [property: Id(1)] int Open, [property: Id(2)] int Quantity);
