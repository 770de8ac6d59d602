namespace MatchGrid.Replay.Running;

/// <summary>How far a replay is.</summary>
/// <param name="Phase">What is being done, for people.</param>
/// <param name="At">The virtual time.</param>
/// <param name="Done">0 to 1.</param>
/// <param name="Steps">Stock movements, requests and people's steps so far.</param>
/// <param name="StepsPerSecond">Lately.</param>
/// <param name="Left">Time left at this rate; null while unknown.</param>
public readonly record struct ReplayProgress(string Phase, DateTimeOffset At, double Done, long Steps, double StepsPerSecond, long Requests, long Matches, TimeSpan? Left);
