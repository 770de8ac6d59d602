using MatchGrid.Pharmacies;

namespace MatchGrid.Replay.Truth;

/// <summary>A line that showed stock, and what its next report said.</summary>
/// <param name="Age">From the report to the next one.</param>
/// <param name="Packs">As reported.</param>
/// <param name="Record">The pharmacy's before the next report: <see cref="Reliability.RecordAt"/>.</param>
/// <param name="There">Whether the next report still showed stock.</param>
/// <param name="Delisted">The next report took the line off the list instead of counting it.</param>
public readonly record struct ReportPair(string Pharmacy, TimeSpan Age, int Packs, double Record, bool There, bool Delisted);
