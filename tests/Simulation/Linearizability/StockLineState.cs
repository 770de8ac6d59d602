using System.Collections.Immutable;
using System.Globalization;

namespace MatchGrid.Tests.Simulation.Linearizability;

/// <summary>A stock line as the model has it. Equal when everything in it is.</summary>
internal sealed record StockLineState : IEquatable<StockLineState>
{
    public bool Exists { get; init; }

    public int Count { get; init; }

    public Moment? CountedAt { get; init; }

    /// <summary>The oldest instant that a count may carry.</summary>
    public Moment CountsFrom { get; init; } = Moment.At(long.MinValue);

    public string? Owner { get; init; }

    public bool Unsure { get; init; }

    public bool Suspended { get; init; }

    public bool Paused { get; init; }

    public int Floor { get; init; }

    /// <summary>Packs that came or went since the count, in order of arrival.</summary>
    public ImmutableArray<ModelMove> Moves { get; init; } = [];

    /// <summary>Hand-overs that the source has not shown.</summary>
    public ImmutableArray<ModelMove> Unseen { get; init; } = [];

    public ImmutableSortedDictionary<string, ModelHold> Holds { get; init; } = ImmutableSortedDictionary.Create<string, ModelHold>(StringComparer.Ordinal);

    public ImmutableSortedSet<string> Ended { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    public int Held => Holds.Values.Sum(hold => hold.Packs);

    public int OnHand => Math.Max(0, Count + Moves.Sum(move => move.Packs) + Unseen.Sum(move => move.Packs));

    public int Free => Paused || Unsure || Suspended ? 0 : Math.Max(0, OnHand - Held - Floor);

    private string Everything => string.Create(
        CultureInfo.InvariantCulture,
        $"{Exists} {Count} {CountedAt} {CountsFrom} {Owner} {Unsure} {Suspended} {Paused} {Floor}; {string.Join(' ', Moves)}; {string.Join(' ', Unseen)}; {string.Join(' ', Holds.Values)}; {string.Join(' ', Ended)}");

    public bool Equals(StockLineState? other) => other is not null && string.Equals(Everything, other.Everything, StringComparison.Ordinal);

    public override int GetHashCode() => string.GetHashCode(Everything, StringComparison.Ordinal);

    public override string ToString() => $"{OnHand} on hand (counted {CountedAt}), {Held} held, {Free} free";
}

internal readonly record struct ModelMove(Moment At, int Packs, string? Hold);

/// <param name="Taken">Whether the request's word has come, or the patient's.</param>
internal sealed record ModelHold(string Id, int Packs, Moment Placed, bool Taken);
