using MatchGrid.Pharmacies;
using MatchGrid.Replay.Data;

namespace MatchGrid.Replay.Truth;

/// <summary>Reads from a stock series what became of each claim of stock.</summary>
/// <remarks>
/// A report is a <c>stock</c>, <c>confirm</c> or <c>delist</c> event; a delisted line counts as one without stock, as in the replay. The source dates
/// reports by the day: a report is taken as made at noon, or when it was observed if that was earlier, and no age is below half a day.
/// </remarks>
public static class ReportPairs
{
    private static readonly TimeSpan Noon = TimeSpan.FromHours(12);
    private static readonly TimeSpan LeastAge = TimeSpan.FromHours(12);

    /// <summary>In order of observation, then by pharmacy.</summary>
    /// <param name="path">An <c>events</c> file.</param>
    /// <exception cref="DatasetException">The file cannot be read.</exception>
    public static IReadOnlyList<ReportPair> Read(string path)
    {
        var pairs = new List<ReportPair>();
        var last = new Dictionary<(string Pharmacy, string Product), Report>();
        var records = new Dictionary<string, Reliability>(StringComparer.Ordinal);
        foreach (var visit in ReadReports(path).GroupBy(report => (report.ObservedAt, report.Pharmacy)))
        {
            var (at, pharmacy) = visit.Key;
            var known = records.GetValueOrDefault(pharmacy, Reliability.Unknown);
            var record = known.RecordAt(at);
            var (claimed, there) = (0, 0);
            foreach (var report in visit)
            {
                var line = (pharmacy, report.Product);
                if (last.TryGetValue(line, out var before) && before.Packs > 0)
                {
                    var age = report.At - before.At;
                    pairs.Add(new(pharmacy, age > LeastAge ? age : LeastAge, before.Packs, record, report.Packs > 0, report.Delisted));
                    claimed++;
                    there += report.Packs > 0 ? 1 : 0;
                }

                last[line] = report;
            }

            if (claimed > 0)
                records[pharmacy] = known.Counted(at, (double)there / claimed);
        }

        return pairs;
    }

    private static IEnumerable<Report> ReadReports(string path)
    {
        using var table = CsvTable.Open(path);
        var reports = new List<Report>();
        while (table.Read())
        {
            var kind = table.Required("event");
            if (kind is not ("stock" or "confirm" or "delist"))
                continue;
            var (observed, made) = (table.Instant("observed_at"), table.Instant("effective_on") + Noon);
            reports.Add(new(
                observed, table.Required("provider_id"), table.Required("product_ndc"), made < observed ? made : observed,
                kind == "delist" ? 0 : table.Whole("quantity"), kind == "delist"));
        }

        return reports.OrderBy(report => report.ObservedAt).ThenBy(report => report.Pharmacy, StringComparer.Ordinal);
    }

    private sealed record Report(DateTimeOffset ObservedAt, string Pharmacy, string Product, DateTimeOffset At, int Packs, bool Delisted);
}
