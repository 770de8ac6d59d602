using System.Diagnostics.Metrics;

namespace MatchGrid.Silo.Journals;

/// <summary>Counts commits, for <see cref="SqliteLog.Statistics"/> and as instruments of the meter <c>MatchGrid.Log</c>.</summary>
internal sealed class LogMetrics : IDisposable
{
    /// <summary>Buckets per doubling: an upper bound is at most 1.09 times its lower one.</summary>
    private const int Fineness = 8;

    private readonly Meter meter = new("MatchGrid.Log");
    private readonly Counter<long> rowCounter;
    private readonly Counter<long> byteCounter;
    private readonly Histogram<int> groupRows;
    private readonly Histogram<double> commitDuration;
    private readonly long[] buckets = new long[64 * Fineness];

    public LogMetrics(string file, Func<long> unsynced)
    {
        rowCounter = meter.CreateCounter<long>("matchgrid.log.rows", "{row}", "Rows committed");
        byteCounter = meter.CreateCounter<long>("matchgrid.log.bytes", "By", "Data of the rows committed");
        groupRows = meter.CreateHistogram<int>("matchgrid.log.group.rows", "{row}", "Rows in one commit");
        commitDuration = meter.CreateHistogram<double>("matchgrid.log.commit.duration", "ms", "Time of one commit, sync included");
        meter.CreateObservableGauge("matchgrid.log.file", () => new FileInfo(file) is { Exists: true } there ? there.Length : 0, "By", "Size of the database file, without its write-ahead log");
        meter.CreateObservableGauge("matchgrid.log.unsynced", unsynced, "{row}", "Rows taken in and not yet synced");
    }

    public long Rows { get; private set; }

    public long Commits { get; private set; }

    public long Bytes { get; private set; }

    public void Committed(LogGroup group, TimeSpan duration)
    {
        Rows += group.Entries.Count;
        Commits++;
        Bytes += group.Bytes;
        buckets[Bucket(duration.Ticks)]++;
        rowCounter.Add(group.Entries.Count);
        byteCounter.Add(group.Bytes);
        groupRows.Record(group.Entries.Count);
        commitDuration.Record(duration.TotalMilliseconds);
    }

    /// <summary>The time that this share of the commits stayed under.</summary>
    public TimeSpan CommitQuantile(double share)
    {
        var remaining = (long)Math.Ceiling(Commits * share);
        for (var i = 0; i < buckets.Length; i++)
        {
            remaining -= buckets[i];
            if (remaining <= 0)
                return Commits == 0 ? TimeSpan.Zero : new TimeSpan((long)Math.Pow(2, (i + 1) / (double)Fineness));
        }

        return TimeSpan.MaxValue;
    }

    public void Dispose() => meter.Dispose();

    private static int Bucket(long ticks) => ticks <= 1 ? 0 : (int)(Math.Log2(ticks) * Fineness);
}
