namespace MatchGrid.Replay.Demo;

/// <summary>How the demonstration goes.</summary>
/// <param name="Pass">Times the sample has begun, from 1.</param>
/// <param name="Progress">Of this pass; 0 to 1.</param>
/// <param name="Changes">Stock changes reported since the start.</param>
/// <param name="Requests">Requests opened since the start.</param>
/// <param name="Waiting">Requests that nothing is held for at present.</param>
/// <param name="Matches">Matches told to their patients.</param>
/// <param name="FillRate">Share of the requests that were matched at least once; null before the first.</param>
/// <param name="ChangeToPushMilliseconds">Median, from the report of a pack to the moment its match may be pushed, of the last 1,000.</param>
/// <param name="ChangeToPushP99Milliseconds">99th percentile of the same.</param>
/// <param name="FirstMatchAfterSeconds">From the start of the process; null before it.</param>
public sealed record DemoStatus(
    int Pass,
    double Progress,
    long Changes,
    long Requests,
    long Waiting,
    long Matches,
    long Accepted,
    long Collected,
    double? FillRate,
    double? ChangeToPushMilliseconds,
    double? ChangeToPushP99Milliseconds,
    double? FirstMatchAfterSeconds);
