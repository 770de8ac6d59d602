using MatchGrid.Journals;
using Xunit;

namespace MatchGrid.Tests.Storage;

/// <summary>A commit that fails: what was in flight is unknown, and nobody is told anything.</summary>
public sealed class SqliteLogFailureTests
{
    private static readonly byte[] Row = "some decision"u8.ToArray();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commit_Failing_FailsEveryWaiterAndLaterCall(bool manual)
    {
        await using var test = new SqliteLogUnderTest(manual);
        RefuseRows(test.File, "NEW.version = 2");
        var good = test.Log.Append("request/R1", 0, Row, null);
        test.Flush();
        await good.Durable;

        var bad = test.Log.Append("request/R1", 1, Row, null);
        var outside = test.Log.ToOutsideAsync().AsTask();
        if (manual)
            Assert.Throws<JournalFailedException>(() => test.Log.Flush());

        await Assert.ThrowsAsync<JournalFailedException>(() => bad.Durable);
        await Assert.ThrowsAsync<JournalFailedException>(() => outside);
        await Assert.ThrowsAsync<JournalFailedException>(() => test.Log.ToOutsideAsync().AsTask());
        await Assert.ThrowsAsync<JournalFailedException>(() => test.Log.ToGrainsAsync(bad).AsTask());
        await Assert.ThrowsAsync<JournalFailedException>(() => test.Log.ReadAsync("request/R1").AsTask());
        Assert.Throws<JournalFailedException>(() => test.Log.Append("request/R2", 0, Row, null));
        Assert.Throws<JournalFailedException>(() => test.Log.Snapshot("request/R1", 1, Row));
    }

    [Fact]
    public async Task Commit_Failing_FailsWhatWasGatheredMeanwhile()
    {
        await using var test = new SqliteLogUnderTest(manual: true);
        RefuseRows(test.File, "NEW.version = 1");
        test.Log.Append("request/R1", 0, Row, null);
        var gathered = Task.CompletedTask;
        test.Hook.OnNextCommit(() => gathered = test.Log.Append("request/R1", 1, Row, null).Durable);

        Assert.Throws<JournalFailedException>(() => test.Log.Flush());

        Assert.IsType<JournalFailedException>(gathered.Exception?.InnerException);
    }

    [Fact]
    public async Task Commit_Failing_IsReportedOnce()
    {
        await using var test = new SqliteLogUnderTest(manual: true);
        RefuseRows(test.File, "TRUE");
        test.Log.Append("request/R1", 0, Row, null);

        Assert.Throws<JournalFailedException>(() => test.Log.Flush());
        Assert.Throws<JournalFailedException>(() => test.Log.Flush());

        Assert.Contains(test.Folder, Assert.Single(test.Failures).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reopen_AfterFailedCommit_HasNothingOfTheGroup()
    {
        await using var test = new SqliteLogUnderTest(manual: true);
        test.Log.Append("request/R1", 0, Row, null);
        test.Log.Flush();
        RefuseRows(test.File, "NEW.version = 3");
        test.Log.Append("request/R1", 1, Row, null);
        test.Log.Append("request/R2", 0, Row, null);
        test.Log.Append("request/R1", 2, Row, null);
        Assert.Throws<JournalFailedException>(() => test.Log.Flush());

        await test.ReopenAsync();

        Assert.Equal(1, (await test.Log.ReadAsync("request/R1")).Version);
        Assert.Equal(0, (await test.Log.ReadAsync("request/R2")).Version);
        Assert.Equal(2, test.Log.Append("request/R1", 1, Row, null).Position);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    [InlineData(5_000)]
    [InlineData(50_000)]
    public async Task Open_TornTailOfTheWriteAheadLog_KeepsAPrefix(int bytesLost)
    {
        await using var test = new SqliteLogUnderTest(manual: true, checkpointEveryRows: 20);
        for (var version = 0; version < 100; version++)
        {
            test.Log.Append($"request/{version % 2}", version / 2, BitConverter.GetBytes(version), null);
            test.Log.Flush();
        }

        using var torn = new TemporaryFolder();
        File.Copy(test.File, Path.Combine(torn.Path, "matchgrid.db"));
        var tail = File.ReadAllBytes(test.File + "-wal");
        File.WriteAllBytes(Path.Combine(torn.Path, "matchgrid.db-wal"), tail[..^bytesLost]);

        await using var log = Silo.Journals.SqliteLog.Open(new() { Folder = torn.Path, Manual = true }, TimeProvider.System);

        var kept = log.Statistics.Tail;
        Assert.InRange(kept, 1, 99);
        var (even, odd) = (await log.ReadAsync("request/0"), await log.ReadAsync("request/1"));
        Assert.Equal(((kept + 1) / 2, kept / 2), (even.Version, odd.Version));
        Assert.All(even.Rows.Index(), row => Assert.Equal(row.Index * 2, BitConverter.ToInt32(row.Item.Span)));
        Assert.Equal(kept + 1, log.Append("request/0", even.Version, Row, null).Position);
        Assert.True(log.Flush());
    }

    private static void RefuseRows(string file, string condition) => SqliteFile.Execute(
        file, $"CREATE TRIGGER refuse BEFORE INSERT ON log WHEN {condition} BEGIN SELECT RAISE(FAIL, 'refused by the test'); END");
}
