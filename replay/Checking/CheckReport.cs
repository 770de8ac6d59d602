namespace MatchGrid.Replay.Checking;

/// <summary>What <see cref="GridChecker"/> found.</summary>
/// <param name="At">The instant that deadlines were held against.</param>
/// <param name="LiveHolds">Pending, taken and accepted.</param>
/// <param name="Violations">The first <see cref="GridChecker.MostViolations"/>.</param>
/// <param name="Format">Of the database; null for a journal in memory.</param>
/// <param name="Epoch">Of the folder; null for a backup.</param>
/// <param name="ViolationCount">All of them; 0 is what it should be.</param>
public sealed record CheckReport(
    DateTimeOffset At,
    int Grains,
    int Pharmacies,
    int Requests,
    int SeekingRequests,
    int Markets,
    int Patients,
    long FeedEntries,
    int LiveHolds,
    IReadOnlyList<Violation> Violations,
    long ViolationCount,
    double Seconds,
    int? Format = null,
    string? Epoch = null);
