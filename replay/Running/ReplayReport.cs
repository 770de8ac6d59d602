using MatchGrid.Replay.Data;

namespace MatchGrid.Replay.Running;

/// <summary>What a replay showed, as the patients' inboxes tell it.</summary>
/// <param name="Finished">False when it was stopped; starting it again goes on.</param>
/// <param name="Movements">Stock reports sent.</param>
/// <param name="PacksArrived">Over the whole series.</param>
/// <param name="Matched">Requests that were matched at least once.</param>
/// <param name="FillRate">Packs collected per pack asked for.</param>
/// <param name="WaitSecondsP50">From asking to the first match, of those matched.</param>
/// <param name="Breakage">Matches that broke, per match.</param>
/// <param name="Refusals">What people tried and the grid refused, by code.</param>
/// <param name="InboxGaps">Entries that did not follow the one before; must be 0.</param>
/// <param name="Region">Where a region was open.</param>
/// <param name="WallSeconds">Over all starts.</param>
/// <param name="EventsPerSecond">Stock reports, requests and people's steps of this run per second.</param>
public sealed record ReplayReport(
    bool Finished,
    StockMode Mode,
    double Demand,
    int Seed,
    int Thin,
    int Places,
    int SeriesEvents,
    int Movements,
    long PacksArrived,
    int Requests,
    long PacksAsked,
    int Matched,
    long Matches,
    long PacksCollected,
    double FillRate,
    double WaitSecondsP50,
    double WaitSecondsP90,
    long Broken,
    double Breakage,
    long Declined,
    long Lapsed,
    long NoShows,
    long Collected,
    long Cancelled,
    long Expired,
    IReadOnlyDictionary<string, int> Refusals,
    long InboxGaps,
    int Starts,
    DateTimeOffset EndedAt,
    double WallSeconds,
    double EventsPerSecond,
    double MatchesPerSecond,
    RegionReport? Region = null);
