using MatchGrid.Silo.Journals;
using MatchGrid.Silo.Storage;
using Xunit;

namespace MatchGrid.Tests.Storage;

public sealed class GridBackupTests
{
    /// <summary>What this version writes.</summary>
    private const int LogFormat = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Backup_WhileTheLogIsWritten_HasEverythingAcknowledgedBefore_AndNoGap()
    {
        await using var test = new SqliteLogUnderTest(manual: false);
        using var copies = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        var acknowledged = 0L;
        var writing = Task.Run(async () =>
        {
            for (var version = 0L; !stop.IsCancellationRequested; version++)
            {
                for (var grain = 0; grain < 20; grain++)
                    test.Log.Append($"request/{grain}", version, new byte[500], null);
                await test.Log.ToOutsideAsync();
                Volatile.Write(ref acknowledged, version + 1);
            }
        });
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (var number = 1; number <= 5; number++)
        {
            var before = Volatile.Read(ref acknowledged);
            while (Volatile.Read(ref acknowledged) < before + 20 && await timer.WaitForNextTickAsync())
                Assert.False(writing.IsCompleted);
            var promised = Volatile.Read(ref acknowledged);

            var report = GridBackup.Take(test.Folder, copies.Of($"{number}"), TimeProvider.System);

            using var copy = StoredLog.Open(report.Folder);
            Assert.Equal((20, LogFormat, (string?)null), (copy.Grains.Count, copy.Format, copy.Epoch));
            Assert.Empty(copy.CheckIntegrity());
            foreach (var grain in copy.Grains)
                Assert.True((await copy.ReadAsync(grain)).Version >= promised);
        }

        await stop.CancelAsync();
        await writing.WaitAsync(Patience);
        Assert.Empty(test.Failures);
    }

    [Fact]
    public async Task Restore_OfABackup_HasItsRowsAndANewEpoch_EachTimeAnother()
    {
        await using var test = new SqliteLogUnderTest(manual: true);
        using var copies = new TemporaryFolder();
        test.Log.Append("request/1", 0, "kept"u8.ToArray(), null);
        test.Log.Flush();
        var backup = GridBackup.Take(test.Folder, copies.Of("backup"), TimeProvider.System);
        test.Log.Append("request/1", 1, "lost"u8.ToArray(), null);
        test.Log.Flush();

        var first = GridBackup.Restore(backup.Folder, copies.Of("first"), TimeProvider.System);
        var second = GridBackup.Restore(backup.Folder, copies.Of("second"), TimeProvider.System);

        Assert.Equal(3, new HashSet<string?> { test.Log.Epoch, first.Epoch, second.Epoch }.Count);
        await using var log = SqliteLog.Open(new() { Folder = first.Folder, Manual = true }, TimeProvider.System);
        Assert.Equal(first.Epoch, log.Epoch);
        Assert.Equal("kept"u8.ToArray(), Assert.Single((await log.ReadAsync("request/1")).Rows).ToArray());
    }

    [Fact]
    public async Task Epoch_OfAFolder_StaysOverRestartsAndCrashes_AndABackupStartedAsItIsGetsItsOwn()
    {
        await using var test = new SqliteLogUnderTest(manual: true);
        using var copies = new TemporaryFolder();
        var epoch = test.Log.Epoch;
        await test.ReopenAsync();
        await test.CrashAsync();
        Assert.Equal(epoch, test.Log.Epoch);

        var backup = GridBackup.Take(test.Folder, copies.Of("backup"), TimeProvider.System);
        await using var started = SqliteLog.Open(new() { Folder = backup.Folder, Manual = true }, TimeProvider.System);

        Assert.NotEqual(epoch, started.Epoch);
    }

    [Fact]
    public async Task Restore_IntoAFolderInUse_IsRefused_AndChangesNothing()
    {
        await using var test = new SqliteLogUnderTest(manual: true);
        await using var other = new SqliteLogUnderTest(manual: true);
        other.Log.Append("request/1", 0, new byte[1], null);
        other.Log.Flush();

        var refused = Assert.Throws<DataFolderException>(() => GridBackup.Restore(test.Folder, other.Folder, TimeProvider.System));

        Assert.Equal(DataFolderFault.InUse, refused.Fault);
        Assert.Single((await other.Log.ReadAsync("request/1")).Rows);
    }

    [Fact]
    public async Task Copies_IntoAFolderThatIsNotEmpty_AreRefused()
    {
        await using var test = new SqliteLogUnderTest(manual: true);
        using var target = new TemporaryFolder();
        await File.WriteAllTextAsync(target.Of("something"), "of somebody's");

        var backup = Assert.Throws<DataFolderException>(() => GridBackup.Take(test.Folder, target.Path, TimeProvider.System));
        var restore = Assert.Throws<DataFolderException>(() => GridBackup.Restore(test.Folder, target.Path, TimeProvider.System));

        Assert.Equal((DataFolderFault.NotEmpty, DataFolderFault.NotEmpty), (backup.Fault, restore.Fault));
        Assert.Equal(["lock", "something"], Directory.GetFiles(target.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Restore_OfWhatANewerVersionWrote_IsRefused_AndLeavesNothing()
    {
        await using var test = new SqliteLogUnderTest(manual: true);
        await test.Log.DisposeAsync();
        SqliteFile.Execute(test.File, "PRAGMA user_version = 99");
        using var copies = new TemporaryFolder();

        var refused = Assert.Throws<DataFolderException>(() => GridBackup.Restore(test.Folder, copies.Of("new"), TimeProvider.System));

        Assert.Equal(DataFolderFault.Newer, refused.Fault);
        Assert.False(Directory.Exists(copies.Of("new")));
    }

    [Fact]
    public async Task Backup_ThatIsStopped_LeavesNothing()
    {
        await using var test = new SqliteLogUnderTest(manual: true);
        using var copies = new TemporaryFolder();

        Assert.Throws<OperationCanceledException>(() => GridBackup.Take(
            test.Folder, copies.Of("new"), TimeProvider.System, progress: null, new CancellationToken(canceled: true)));

        Assert.False(Directory.Exists(copies.Of("new")));
    }
}
