using Xunit;

namespace MatchGrid.Tests.Storage;

public sealed class SqliteLogTrimTests
{
    private static readonly byte[] Row = "some decision"u8.ToArray();
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Trim_RowsBehindASnapshot_AreDeletedAndNothingElse()
    {
        await using var test = new SqliteLogUnderTest(manual: true);
        for (var version = 0; version < 10; version++)
        {
            test.Log.Append("request/kept", version, Row, null);
            test.Log.Append("request/trimmed", version, Row, Noon);
        }

        test.Log.Snapshot("request/trimmed", 3, "old"u8.ToArray());
        test.Log.Snapshot("request/trimmed", 8, "new"u8.ToArray());
        test.Log.Flush();

        Assert.Equal(3, Trim(test, 6));
        Assert.Equal(6, Trim(test, 100));
        Assert.Equal(0, Trim(test, 100));

        Assert.Equal(10L + 2 + 1, SqliteFile.Scalar(test.File, "SELECT count(*) FROM log"));
        Assert.Equal(10, (await test.Log.ReadAsync("request/kept")).Rows.Count);
        var trimmed = await test.Log.ReadAsync("request/trimmed");
        Assert.Equal((10, 8, 2), (trimmed.Version, trimmed.SnapshotVersion, trimmed.Rows.Count));
        Assert.Equal("new"u8, trimmed.Snapshot!.Value.Span);
    }

    [Fact]
    public async Task Trim_LastRowBehindItsSnapshot_StaysForItsWake()
    {
        await using var test = new SqliteLogUnderTest(manual: true);
        test.Log.Append("request/R1", 0, Row, Noon);
        test.Log.Append("request/R1", 1, Row, Noon);
        test.Log.Snapshot("request/R1", 2, "state"u8.ToArray());
        test.Log.Flush();

        Assert.Equal(1, Trim(test, 100));
        await test.CrashAsync();

        Assert.Equal(Noon, test.Log.Next);
        Assert.Equal(3, test.Log.Append("request/R1", 2, Row, null).Version);
    }

    [Fact]
    public async Task Trim_SnapshotNotYetCommitted_KeepsTheRowsBehindIt()
    {
        await using var test = new SqliteLogUnderTest(manual: true);
        for (var version = 0; version < 5; version++)
            test.Log.Append("request/R1", version, Row, null);
        test.Log.Flush();
        test.Hook.OnNextCommit(() => test.Log.Snapshot("request/R1", 5, "state"u8.ToArray()));

        Assert.Equal(0, Trim(test, 100));
        await test.CrashAsync();

        Assert.Equal(5, (await test.Log.ReadAsync("request/R1")).Rows.Count);
    }

    [Fact]
    public async Task Trim_WhileGrainsAreReadAndSnapshotted_LosesNothing()
    {
        await using var test = new SqliteLogUnderTest(manual: false, checkpointEveryRows: 300);
        var stop = false;
        var reader = Task.Run(async () =>
        {
            while (!Volatile.Read(ref stop))
            {
                var history = await test.Log.ReadAsync("request/R1");
                Assert.Equal(history.Version, history.SnapshotVersion + history.Rows.Count);
                Assert.All(history.Rows.Index(), row =>
                    Assert.Equal(history.SnapshotVersion + row.Index, BitConverter.ToInt64(row.Item.Span)));
            }
        });

        var deleted = 0L;
        for (var version = 0L; version < 3_000; version++)
        {
            test.Log.Append("request/R1", version, BitConverter.GetBytes(version), null);
            if (version % 10 == 9)
                test.Log.Snapshot("request/R1", version - 3, BitConverter.GetBytes(version));
            if (version % 50 == 49)
                deleted += await test.Log.TrimAsync(500);
        }

        Volatile.Write(ref stop, true);
        await reader;
        Assert.InRange(deleted, 2_500, 3_300);
    }

    private static long Trim(SqliteLogUnderTest test, int mostRows)
    {
        var trimmed = test.Log.TrimAsync(mostRows);
        Assert.True(test.Log.Flush());
        Assert.True(trimmed.IsCompletedSuccessfully);
        return trimmed.Result;
    }
}
