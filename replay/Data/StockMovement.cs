namespace MatchGrid.Replay.Data;

/// <summary>One change as a place reports it.</summary>
/// <param name="Number">The place's own, from 1 without a gap.</param>
/// <param name="Packs">Packs that came (<see cref="StockMode.Arrivals"/>), or the absolute count.</param>
public readonly record struct StockMovement(DateTimeOffset At, int Place, int Product, int Number, int Packs);
