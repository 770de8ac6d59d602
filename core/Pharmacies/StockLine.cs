using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MatchGrid.Identifiers;

namespace MatchGrid.Pharmacies;

/// <summary>One SKU on one pharmacy's shelf.</summary>
/// <remarks>
/// <para><c>on hand = count + deltas since the count − handed over but not yet seen by the source</c>;
/// <c>available = on hand − held − floor</c>, never below zero, and zero while the line is unsure or suspended.</para>
/// <para>A hand-over stays subtracted until the source shows it: by a delta that names the hold, or by a count taken after it.
/// So the till and this line never subtract the same pack twice, and a late count never brings one back.</para>
/// </remarks>
public sealed record StockLine(Sku Sku)
{
    /// <summary>Deltas and hand-overs remembered; a count taken before the oldest one forgotten is refused as stale.</summary>
    public const int MostMoves = 32;

    private const int ConfidenceDigits = 3;

    public int Count { get; init; }

    /// <summary>When <see cref="Count"/> was taken; null for a line that only ever had deltas.</summary>
    public DateTimeOffset? CountedAt { get; init; }

    /// <summary>The oldest instant that a new count may carry.</summary>
    public DateTimeOffset CountsFrom { get; init; }

    public DateTimeOffset ReportedAt { get; init; }

    /// <summary>Whose absolute count it is.</summary>
    public SourceId? Owner { get; init; }

    /// <summary>A second source that tried to count the line.</summary>
    public SourceId? Conflict { get; init; }

    public bool Unsure { get; init; }

    public bool Suspended { get; init; }

    /// <summary>A pack of it was not there, and it was not counted since.</summary>
    public bool Doubted { get; init; }

    public int Floor { get; init; }

    /// <summary>Packs in live holds.</summary>
    public int Held { get; init; }

    public int? PriceMinor { get; init; }

    public string? Currency { get; init; }

    /// <summary>Deltas after the count, in order of arrival.</summary>
    public ImmutableArray<StockMove> Moves { get; init; } = [];

    /// <summary>Hand-overs that the source has not shown yet; at most <see cref="MostMoves"/>.</summary>
    public ImmutableArray<StockMove> Unseen { get; init; } = [];

    [JsonIgnore]
    public int UnseenPacks => Unseen.IsDefaultOrEmpty ? 0 : Unseen.Sum(move => -move.Delta);

    /// <summary>Packs on the shelf as far as is known; never negative.</summary>
    [JsonIgnore]
    public int OnHand => Math.Max(0, Count + (Moves.IsDefaultOrEmpty ? 0 : Moves.Sum(move => move.Delta)) - UnseenPacks);

    /// <summary>When somebody last looked: the last count or change, by its own time.</summary>
    [JsonIgnore]
    public DateTimeOffset SeenAt
    {
        get
        {
            var seen = CountedAt;
            foreach (var move in Moves.IsDefaultOrEmpty ? [] : Moves)
                seen = seen > move.At ? seen : move.At;
            return seen ?? ReportedAt;
        }
    }

    [JsonIgnore]
    public int Available => Unsure || Suspended ? 0 : Math.Max(0, OnHand - Held - Floor);

    /// <summary>Whether a count taken at this instant is news.</summary>
    public bool AcceptsCountAt(DateTimeOffset at) => at >= CountsFrom && (CountedAt is null || at >= CountedAt);

    /// <summary>A new absolute count: what moved since it was taken stays on top.</summary>
    public StockLine Counted(int count, DateTimeOffset at, SourceId source) => this with
    {
        Count = count,
        CountedAt = at,
        Owner = source,
        Conflict = null,
        Unsure = false,
        Doubted = false,
        Moves = After(Moves, at),
        Unseen = After(Unseen, at),
    };

    /// <summary>Packs came or went; one that names a hold settles its hand-over.</summary>
    public StockLine Moved(int delta, DateTimeOffset at, HoldId? hold)
    {
        var line = hold is { } id && !Unseen.IsDefaultOrEmpty ? this with { Unseen = Unseen.RemoveAll(move => move.Hold == id) } : this;
        if (at <= line.CountedAt)
            return line; // the count knows of it
        var moves = line.Moves.IsDefaultOrEmpty ? [] : line.Moves;
        if (moves.Length < MostMoves)
            return line with { Moves = moves.Add(new(at, delta, hold)) };
        // Folds the oldest into the count; a count from before it could no longer be understood.
        var oldest = moves[0];
        return line with
        {
            Count = Math.Max(0, line.Count + oldest.Delta),
            CountsFrom = Later(line.CountsFrom, oldest.At),
            Moves = [.. moves.AsSpan()[1..], new(at, delta, hold)],
        };
    }

    /// <summary>Packs handed over by us; the source has yet to show it.</summary>
    public StockLine HandedOver(int packs, DateTimeOffset at, HoldId hold)
    {
        var unseen = Unseen.IsDefaultOrEmpty ? [] : Unseen;
        if (unseen.Length < MostMoves)
            return this with { Unseen = unseen.Add(new(at, -packs, hold)) };
        // A source that never shows them: the oldest stays subtracted until a count taken after it, and a delta that names its hold late comes on top.
        var oldest = unseen[0];
        return (this with { Unseen = [.. unseen.AsSpan()[1..], new(at, -packs, hold)] }).Moved(oldest.Delta, oldest.At, hold: null);
    }

    /// <summary>What its claim of stock rests on.</summary>
    /// <param name="record">The pharmacy's.</param>
    public StockEvidence EvidenceWith(double record) => StockEvidence.Of(SeenAt, Doubted, record);

    /// <param name="record">The pharmacy's: <see cref="Reliability.RecordAt"/>.</param>
    public StockLineView View(bool paused, double record, DateTimeOffset now) => new(
        Sku, OnHand, Held, UnseenPacks, paused ? 0 : Available, Floor, CountedAt, ReportedAt, Unsure, Suspended, Owner, Conflict, PriceMinor, Currency,
        SeenAt, Math.Round(EvidenceWith(record).ChanceOf(OnHand, now), ConfidenceDigits), Doubted);

    private static ImmutableArray<StockMove> After(ImmutableArray<StockMove> moves, DateTimeOffset at) =>
        moves.IsDefaultOrEmpty ? [] : moves.RemoveAll(move => move.At <= at);

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}

/// <summary>Packs that came or went at an instant.</summary>
public readonly record struct StockMove(DateTimeOffset At, int Delta, HoldId? Hold);
