using System.Globalization;
using MatchGrid.Silo.Journals;
using Xunit;

namespace MatchGrid.Tests.Storage;

public sealed class SqliteLogCheckpointTests
{
    private const int Grains = 100_000;

    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(true, "")]
    [InlineData(false, "")]
    [InlineData(true, "DELETE FROM checkpoint")]
    [InlineData(true, "DELETE FROM checkpoint WHERE part = 3")]
    [InlineData(true, "DELETE FROM checkpoint WHERE id = (SELECT max(id) FROM checkpoint)")]
    public async Task Open_HundredThousandGrains_HasEveryHead(bool closedCleanly, string tampering)
    {
        await using var test = new SqliteLogUnderTest(manual: true, checkpointEveryRows: closedCleanly ? 30_000 : int.MaxValue);
        for (var i = 0; i < Grains; i++)
        {
            test.Log.Append(Name(i), 0, BitConverter.GetBytes(i), Noon.AddSeconds(i));
            if (i % 10 == 0)
                test.Log.Append(Name(i), 1, BitConverter.GetBytes(-i), null);
            if (i % 100 == 0)
                test.Log.Snapshot(Name(i), 2, BitConverter.GetBytes(i));
            if (i % 1_000 == 0)
                test.Log.Flush();
        }

        test.Log.Flush();
        if (closedCleanly)
            await test.Log.DisposeAsync();
        else
            await test.Log.AbandonAsync();
        Assert.Equal(closedCleanly, (long)SqliteFile.Scalar(test.File, "SELECT count(*) FROM checkpoint")! > 0);
        if (tampering.Length > 0)
            SqliteFile.Execute(test.File, tampering);

        await using var log = SqliteLog.Open(new() { Folder = test.Folder, Manual = true }, TimeProvider.System);

        Assert.Equal((Grains, 111_000), (log.Statistics.Grains, log.Statistics.Tail));
        for (var i = 0; i < Grains; i++)
        {
            var history = await log.ReadAsync(Name(i));
            Assert.Equal(i % 10 == 0 ? 2 : 1, history.Version);
            Assert.Equal(i % 100 == 0 ? 2 : 0, history.SnapshotVersion);
            Assert.Equal(i, BitConverter.ToInt32((history.Snapshot ?? history.Rows[0]).Span));
        }

        Assert.Equal(Noon.AddSeconds(1), log.Next);
        Assert.Equal(Grains * 9 / 10, log.Due(Noon.AddDays(2), int.MaxValue).Count);
    }

    [Fact]
    public async Task Checkpoints_OverManyRounds_StayBoundedAndComplete()
    {
        await using var test = new SqliteLogUnderTest(manual: true, checkpointEveryRows: 500);
        for (var row = 0; row < 40_000; row++)
        {
            test.Log.Append(Name(row % 400), row / 400, new byte[1], null);
            if (row % 250 == 0)
                test.Log.Flush();
        }

        await test.ReopenAsync();

        Assert.InRange((long)SqliteFile.Scalar(test.File, "SELECT count(*) FROM checkpoint")!, 1, 10);
        Assert.Equal((400, 40_000), (test.Log.Statistics.Grains, test.Log.Statistics.Tail));
        for (var i = 0; i < 400; i++)
            Assert.Equal(100, (await test.Log.ReadAsync(Name(i))).Version);
    }

    [Fact]
    public async Task Open_IncrementMissing_ScansFromTheLastThatStands()
    {
        await using var test = new SqliteLogUnderTest(manual: true, checkpointEveryRows: 1_000);
        for (var i = 0; i < 1_000; i++)
            test.Log.Append(Name(i), 0, new byte[1], null);
        test.Log.Flush();
        test.Log.Flush(); // ends the first checkpoint
        for (var i = 0; i < 60; i++)
        {
            for (var version = 1; version <= 50; version++)
                test.Log.Append(Name(i), version, new byte[1], null);
            if (i % 20 == 19)
                test.Log.Flush();
        }

        await test.Log.DisposeAsync();
        Assert.Equal(4L, SqliteFile.Scalar(test.File, "SELECT count(*) FROM checkpoint WHERE last"));
        SqliteFile.Execute(test.File, "DELETE FROM checkpoint WHERE since = 2000");

        await using var log = SqliteLog.Open(new() { Folder = test.Folder, Manual = true }, TimeProvider.System);

        for (var i = 0; i < 60; i++)
            Assert.Equal(51, (await log.ReadAsync(Name(i))).Version);
    }

    private static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"request/{i}");
}
