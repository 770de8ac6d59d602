namespace MatchGrid.Tests.Simulation.Linearizability;

/// <summary>What is done to one stock line, with the answer that came, if one came.</summary>
internal abstract record StockOperation;

/// <summary>A source counted the line, or packs came or went.</summary>
/// <param name="Numbered">Whether a gap before it is possible.</param>
/// <param name="At">As it is dated.</param>
/// <param name="Now">By the pharmacy's clock, when it came.</param>
internal sealed record Report(string Source, bool Numbered, int? Count, int? Delta, Moment At, Moment Now, string? Hold, ReportAnswer? Answer) : StockOperation;

/// <param name="Refused">A refusal's code; null when it was taken.</param>
/// <param name="Gap">Whether numbers before it were missing.</param>
/// <param name="Broken">Holds that it broke.</param>
internal sealed record ReportAnswer(string? Refused, bool Gap, int Broken);

/// <summary>Another line's report showed that numbers of this source are missing.</summary>
internal sealed record GapSeen(string Source) : StockOperation;

/// <summary>A hold is asked for. Repeating its id changes nothing.</summary>
/// <param name="Placed">When it is placed, if it is.</param>
internal sealed record Reserve(string Id, int Least, int Most, Moment Placed, ReserveAnswer? Answer) : StockOperation;

internal sealed record ReserveAnswer(string? Refused, int Packs);

/// <summary>The request has committed its match.</summary>
internal sealed record Confirm(string Id) : StockOperation;

/// <summary>The patient comes for it.</summary>
internal sealed record Accept(string Id) : StockOperation;

/// <summary>The request gives the hold back.</summary>
internal sealed record Release(string Id) : StockOperation;

/// <summary>The pharmacy says that the hold's time is over.</summary>
internal sealed record Lapse(string Id) : StockOperation;

internal sealed record HandOver(string Id, Moment At) : StockOperation;

/// <summary>The packs of a hold were not there.</summary>
internal sealed record NotThere(string Id, Moment At) : StockOperation;

internal sealed record Suspend(bool On) : StockOperation;

internal sealed record Pause(bool On) : StockOperation;

internal sealed record SetFloor(int Packs) : StockOperation;

/// <summary>Somebody was told how many packs are free.</summary>
internal sealed record SeeFree(int Packs) : StockOperation;

/// <summary>Somebody looked at the line.</summary>
internal sealed record SeeLine(int OnHand, int Held, int Free) : StockOperation;
