using MatchGrid.Journals;
using MatchGrid.Silo.Journals;
using MatchGrid.Silo.Storage;
using Xunit;

namespace MatchGrid.Tests.Storage;

public sealed class SqliteLogTests
{
    private static readonly byte[] Row = "some decision"u8.ToArray();

    [Fact]
    public async Task ToOutside_Manual_WaitsForFlush()
    {
        await using var test = new SqliteLogUnderTest(manual: true);
        Assert.True(test.Log.ToOutsideAsync().IsCompletedSuccessfully);

        var receipt = test.Log.Append("request/R1", 0, Row, null);
        Assert.True(test.Log.ToGrainsAsync(receipt).IsCompletedSuccessfully);
        var outside = test.Log.ToOutsideAsync();
        Assert.False(outside.IsCompleted);
        Assert.False(receipt.Durable.IsCompleted);

        Assert.True(test.Log.Flush());
        Assert.True(outside.IsCompletedSuccessfully);
        Assert.True(receipt.Durable.IsCompletedSuccessfully);
        Assert.False(test.Log.Flush());
    }

    [Fact]
    public async Task ToOutside_WhileAGroupIsCommitted_WaitsForThatGroupOnly()
    {
        await using var test = new SqliteLogUnderTest(manual: true);
        test.Log.Append("request/R1", 0, Row, null);
        ValueTask during = default, later = default;
        test.Hook.OnNextCommit(() =>
        {
            during = test.Log.ToOutsideAsync();
            Assert.False(during.IsCompleted);
            test.Log.Append("request/R1", 1, Row, null);
            later = test.Log.ToOutsideAsync();
        });

        test.Log.Flush();
        Assert.True(during.IsCompletedSuccessfully);
        Assert.False(later.IsCompleted);

        test.Log.Flush();
        Assert.True(later.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Flush_Manual_ResumesWaitersInsideTheCall()
    {
        await using var test = new SqliteLogUnderTest(manual: true);
        test.Log.Append("request/R1", 0, Row, null);
        var resumedOn = 0;
        var told = Tell();
        async Task Tell()
        {
            await test.Log.ToOutsideAsync();
            resumedOn = Environment.CurrentManagedThreadId;
        }

        test.Log.Flush();

        Assert.True(told.IsCompletedSuccessfully);
        Assert.Equal(Environment.CurrentManagedThreadId, resumedOn);
    }

    [Fact]
    public async Task Flush_WithWriterThread_IsRefused()
    {
        await using var test = new SqliteLogUnderTest(manual: false);

        Assert.Throws<InvalidOperationException>(() => test.Log.Flush());
    }

    [Fact]
    public async Task Append_RowsOfOneGroup_ShareOneTask()
    {
        await using var test = new SqliteLogUnderTest(manual: true);

        var first = test.Log.Append("request/R1", 0, Row, null);
        var second = test.Log.Append("request/R2", 0, Row, null);

        Assert.Same(first.Durable, second.Durable);
    }

    [Fact]
    public async Task Append_PastTheLimitOfPendingBytes_WaitsAndGoesOn()
    {
        using var folder = new TemporaryFolder();
        await using var log = SqliteLog.Open(
            new SqliteLogOptions { Folder = folder.Path, SyncToDisk = false, MostPendingBytes = 100 }, TimeProvider.System);

        for (var version = 0; version < 500; version++)
            log.Append("request/R1", version, new byte[90], null);
        await log.ToOutsideAsync();

        Assert.Equal((500, 500), (log.Statistics.Rows, log.Statistics.Synced));
    }

    [Fact]
    public async Task Open_FolderInUse_IsRefusedWithItsName()
    {
        await using var test = new SqliteLogUnderTest(manual: true);

        var refusal = Assert.Throws<DataFolderException>(
            () => SqliteLog.Open(new SqliteLogOptions { Folder = test.Folder }, TimeProvider.System));

        Assert.Contains(test.Folder, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_NewerFormat_IsRefusedAndLetsGoOfTheFolder()
    {
        using var folder = new TemporaryFolder();
        var options = new SqliteLogOptions { Folder = Path.Combine(folder.Path, "new", "folder") };
        await SqliteLog.Open(options, TimeProvider.System).DisposeAsync();
        SqliteFile.Execute(Path.Combine(options.Folder, "matchgrid.db"), "PRAGMA user_version = 99");

        for (var attempt = 0; attempt < 2; attempt++)
        {
            var refusal = Assert.Throws<DataFolderException>(() => SqliteLog.Open(options, TimeProvider.System));
            Assert.Contains("format 99", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Open_WhatIsFixedSaysSomethingElse_IsRefusedWithBothValues()
    {
        using var folder = new TemporaryFolder();
        SqliteLogOptions With(string value) => new() { Folder = folder.Path, SyncToDisk = false, Fixed = new Dictionary<string, string> { ["Grid:Parts"] = value } };
        await SqliteLog.Open(new() { Folder = folder.Path, SyncToDisk = false }, TimeProvider.System).DisposeAsync(); // from before it was fixed
        await SqliteLog.Open(With("8"), TimeProvider.System).DisposeAsync();
        await SqliteLog.Open(With("8"), TimeProvider.System).DisposeAsync();

        var refusal = Assert.Throws<DataFolderException>(() => SqliteLog.Open(With("16"), TimeProvider.System));

        Assert.Contains("Grid:Parts = 8", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("says 16", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FileOfAnotherKind_IsRefusedWithTheFolder()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "matchgrid.db"), new string('x', 5_000));

        var refusal = Assert.Throws<DataFolderException>(
            () => SqliteLog.Open(new SqliteLogOptions { Folder = folder.Path }, TimeProvider.System));

        Assert.Contains(folder.Path, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Append_AfterClosing_IsRefused(bool manual)
    {
        var test = new SqliteLogUnderTest(manual);
        await test.DisposeAsync();

        Assert.Throws<JournalFailedException>(() => test.Log.Append("request/R1", 0, Row, null));
        await Assert.ThrowsAsync<JournalFailedException>(() => test.Log.ToOutsideAsync().AsTask());
    }

    [Fact]
    public async Task Abandon_Pending_IsLostAndItsWaitersAreTold()
    {
        await using var test = new SqliteLogUnderTest(manual: true);
        test.Log.Append("request/R1", 0, Row, null);
        test.Log.Flush();
        var lost = test.Log.Append("request/R1", 1, Row, null);

        await test.CrashAsync();

        await Assert.ThrowsAsync<JournalFailedException>(() => lost.Durable);
        Assert.Equal(1, (await test.Log.ReadAsync("request/R1")).Version);
    }
}
