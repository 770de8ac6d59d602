using System.Collections.Immutable;
using MatchGrid.Identifiers;
using Orleans;

namespace MatchGrid.Pharmacies;

/// <summary>Stock changes as one source reports them, in its order.</summary>
/// <param name="Source">Who reports. One source owns a line's absolute count.</param>
/// <param name="FirstNumber">
/// The source's number of the first change, the others follow without a gap; null for a source that does not number. A repeated
/// number changes nothing, a gap makes the source's lines unsure until their next count.
/// </param>
/// <param name="WholeAt">
/// When the pharmacy's whole stock was counted, where the changes are that count: lines that they do not name have nothing, and all belong to the source
/// from then on. Null: the changes are what they are.
/// </param>
[GenerateSerializer, Immutable, Alias("mg.StockBatch")]
public sealed record StockBatch(
    [property: Id(0)] SourceId Source,
    [property: Id(1)] long? FirstNumber,
    [property: Id(2)] ImmutableArray<StockChange> Changes,
    [property: Id(5)] DateTimeOffset? WholeAt = null);

/// <summary>One change of one line: an absolute count or a delta, never both.</summary>
/// <param name="Count">Packs on the shelf at <paramref name="At"/>, held ones included; 0 to 1,000,000.</param>
/// <param name="Delta">Packs that came (positive) or went (negative) at <paramref name="At"/>; not 0.</param>
/// <param name="At">When it was counted or happened.</param>
/// <param name="Hold">The hold that this delta handed over.</param>
/// <param name="PriceMinor">New price of a pack in the currency's minor unit.</param>
[GenerateSerializer, Immutable, Alias("mg.StockChange")]
public sealed record StockChange(
    [property: Id(0)] Sku Sku,
    [property: Id(1)] int? Count,
    [property: Id(2)] int? Delta,
    [property: Id(3)] DateTimeOffset At,
    [property: Id(4)] HoldId? Hold = null,
    [property: Id(5)] int? PriceMinor = null,
    [property: Id(6)] string? Currency = null);

/// <summary>What became of a batch: changes not listed as refused were applied, or were there already.</summary>
/// <param name="Applied">Changes that are stored.</param>
/// <param name="Repeated">Changes whose number was seen before.</param>
/// <param name="GapFrom">First number that is missing before this batch, when one is.</param>
/// <param name="LastNumber">The source's highest number so far.</param>
[GenerateSerializer, Immutable, Alias("mg.StockReply")]
public sealed record StockReply(
    [property: Id(0)] int Applied,
    [property: Id(1)] int Repeated,
    [property: Id(2)] long? GapFrom,
    [property: Id(3)] long? LastNumber,
    [property: Id(4)] ImmutableArray<RefusedChange> Refused,
    [property: Id(5)] int HoldsBroken,
    [property: Id(6)] Refusal? Refusal = null);

/// <summary>A change of a batch that was not applied.</summary>
/// <param name="Index">From 0.</param>
[GenerateSerializer, Immutable, Alias("mg.RefusedChange")]
public sealed record RefusedChange([property: Id(0)] int Index, [property: Id(1)] Refusal Refusal);
