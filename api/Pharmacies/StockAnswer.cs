using MatchGrid.Api.Input;

namespace MatchGrid.Api.Pharmacies;

/// <summary>What became of a stock upload. Lines not listed as errors are stored, or were there already.</summary>
/// <param name="Applied">Lines that are stored by this upload.</param>
/// <param name="Repeated">Lines whose number was seen before; they change nothing.</param>
/// <param name="GapFrom">First number that is missing; the source's lines stay unsure until their next count.</param>
/// <param name="LastNumber">The source's highest number so far: go on after it.</param>
/// <param name="HoldsBroken">Holds that fell because a count fell under what is held.</param>
/// <param name="ErrorCount">Lines that are not stored.</param>
/// <param name="Errors">The first 1,000 of them.</param>
public sealed record StockAnswer(
    int Applied, int Repeated, long? GapFrom, long? LastNumber, int HoldsBroken, int ErrorCount, IReadOnlyList<LineError> Errors);

/// <summary>The same for one part of a stream; what it names is stored.</summary>
/// <param name="Lines">Lines of the stream read so far.</param>
public sealed record StockAck(
    long Lines, int Applied, int Repeated, long? GapFrom, long? LastNumber, int HoldsBroken, IReadOnlyList<LineError> Errors);
