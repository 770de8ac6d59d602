using MatchGrid.Cells;
using MatchGrid.Identifiers;
using MatchGrid.Messages;
using MatchGrid.Regions;
using Microsoft.Extensions.Logging;

namespace MatchGrid.Journals;

/// <summary>What every journalled grain needs of its host.</summary>
public sealed class JournalServices(
    IJournalStore journal, ITelling telling, TimeProvider time, IIdSource ids, GridOptions options, ILoggerFactory loggers,
    PatientKeys? patientKeys = null) : IDisposable
{
    private readonly Lock gate = new();
    private readonly long started = time.GetTimestamp();
    private long lastEpoch;

    public IJournalStore Journal { get; } = journal;

    public ITelling Telling { get; } = telling;

    public TimeProvider Time { get; } = time;

    /// <summary>When this process began to run grains.</summary>
    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    /// <summary>
    /// The clock as it stood at the start, moved on by what has passed since: nobody sets it forward or back. For what takes its time; deadlines
    /// that people were told are instants of <see cref="Time"/>.
    /// </summary>
    public DateTimeOffset Steady => StartedAt + Time.GetElapsedTime(started);

    public IIdSource Ids { get; } = ids;

    /// <summary>Null where nothing is encrypted.</summary>
    public IPatientKeys? PatientKeys { get; } = patientKeys?.Keys;

    public GridOptions Options { get; } = options;

    public Deliveries Deliveries { get; } = new();

    public PharmacyAsks PharmacyAsks { get; } = new(time);

    public RegionBoard Regions { get; } = new(time);

    public ILogger Log { get; } = loggers.CreateLogger("MatchGrid.Grains");

    public void Dispose() => PharmacyAsks.Dispose();

    /// <summary>A number that no earlier activation had: the clock's ticks, or one more than the last.</summary>
    public long NextEpoch()
    {
        lock (gate)
            return lastEpoch = Math.Max(lastEpoch + 1, Time.GetUtcNow().UtcTicks);
    }

    /// <summary>A snapshot is due when at least this many rows, and twice the bytes of the last snapshot, stand after it.</summary>
    public int SnapshotRows { get; init; } = 100;

    /// <summary>The same, in rows, for a grain that is over.</summary>
    public int LastSnapshotRows { get; } = 4;
}
