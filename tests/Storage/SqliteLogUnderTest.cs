using MatchGrid.Journals;
using MatchGrid.Silo.Journals;

namespace MatchGrid.Tests.Storage;

internal sealed class SqliteLogUnderTest : JournalUnderTest
{
    private readonly TemporaryFolder folder = new();
    private readonly SqliteLogOptions options;

    public SqliteLogUnderTest(bool manual, int checkpointEveryRows = 200_000)
    {
        options = new SqliteLogOptions
        {
            Folder = folder.Path,
            Manual = manual,
            SyncToDisk = false,
            CheckpointEveryRows = checkpointEveryRows,
            OnFailure = failure => Failures.Add(failure),
        };
        Log = SqliteLog.Open(options, Hook);
    }

    public CommitHook Hook { get; } = new();

    public SqliteLog Log { get; private set; }

    public string Folder => folder.Path;

    public string File => Path.Combine(folder.Path, "matchgrid.db");

    public List<JournalFailedException> Failures { get; } = [];

    public override IJournalStore Store => Log;

    public override ITelling Telling => Log;

    public override IWakeIndex Wakes => Log;

    public override async Task ReopenAsync()
    {
        await Log.DisposeAsync();
        Log = SqliteLog.Open(options, Hook);
    }

    public override async Task CrashAsync()
    {
        await Log.AbandonAsync();
        Log = SqliteLog.Open(options, Hook);
    }

    public override void Flush()
    {
        if (options.Manual)
            Log.Flush();
    }

    public override void Trim(int mostRows) => Log.TrimAsync(mostRows);

    public override async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        folder.Dispose();
    }
}
