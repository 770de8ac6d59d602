using System.Globalization;
using System.Text;
using MatchGrid.Journals;
using Xunit;

namespace MatchGrid.Tests.Storage;

/// <summary>What every journal store promises, whatever stores it.</summary>
public abstract class JournalContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly JournalUnderTest journal;

    protected JournalContract(JournalUnderTest journal) => this.journal = journal;

    private IJournalStore Store => journal.Store;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => journal.DisposeAsync().AsTask();

    [Fact]
    public async Task Read_GrainNeverWritten_IsEmpty()
    {
        var history = await Store.ReadAsync("pharmacy/P1");

        Assert.Equal((0, 0), (history.Version, history.SnapshotVersion));
        Assert.Null(history.Snapshot);
        Assert.Empty(history.Rows);
    }

    [Fact]
    public async Task Read_AfterAppends_GivesRowsInOrder()
    {
        Append("pharmacy/P1", 0, "a");
        Append("pharmacy/P2", 0, "x");
        Append("pharmacy/P1", 1, "");
        Append("pharmacy/P1", 2, "c");

        Assert.Equal("3: a||c", await Text("pharmacy/P1"));
        Assert.Equal("1: x", await Text("pharmacy/P2"));
    }

    [Fact]
    public async Task Read_RowsPartlyDurable_GivesThemAll()
    {
        Append("pharmacy/P1", 0, "a");
        Append("pharmacy/P1", 1, "b");
        Store.Snapshot("pharmacy/P1", 1, "s"u8.ToArray());
        journal.Flush();
        await journal.Telling.ToOutsideAsync();
        Append("pharmacy/P1", 2, "c");

        Assert.Equal("3: s@1 b|c", await Text("pharmacy/P1"));
    }

    [Fact]
    public void Append_Receipt_NamesVersionAndGrowingPosition()
    {
        var first = Append("request/R1", 0, "a");
        var other = Append("request/R2", 0, "a");
        var second = Append("request/R1", 1, "b");

        Assert.Equal([1, 1, 2], new[] { first.Version, other.Version, second.Version });
        Assert.True(first.Position == 0 || (first.Position < other.Position && other.Position < second.Position));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(-1)]
    public async Task Append_WrongVersion_IsRefusedAndChangesNothing(long expected)
    {
        Append("request/R1", 0, "a");
        Append("request/R1", 1, "b");

        await AssertRefusedAsync("request/R1", expected, actual: 2);

        Assert.Equal("2: a|b", await Text("request/R1"));
        Assert.Equal(3, Append("request/R1", 2, "c").Version);
    }

    [Fact]
    public async Task Append_FirstRowAtWrongVersion_LeavesNoGrain()
    {
        await AssertRefusedAsync("request/R1", 1, actual: 0);

        Assert.Equal("0: ", await Text("request/R1"));
    }

    [Fact]
    public async Task Snapshot_AtLastVersion_HidesRowsBeforeIt()
    {
        Append("market/M", 0, "a");
        Append("market/M", 1, "b");
        Store.Snapshot("market/M", 2, "ab"u8.ToArray());
        Assert.Equal("2: ab@2 ", await Text("market/M"));

        Append("market/M", 2, "c");
        Assert.Equal("3: ab@2 c", await Text("market/M"));
    }

    [Fact]
    public async Task Snapshot_BehindLastVersion_KeepsRowsAfterIt()
    {
        Append("market/M", 0, "a");
        Append("market/M", 1, "b");
        Append("market/M", 2, "c");
        Store.Snapshot("market/M", 1, "A"u8.ToArray());
        Assert.Equal("3: A@1 b|c", await Text("market/M"));

        Store.Snapshot("market/M", 2, "AB"u8.ToArray());
        Append("market/M", 3, "d");
        Assert.Equal("4: AB@2 c|d", await Text("market/M"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Snapshot_OlderThanTheLastOrNewerThanTheRows_IsRefused(long version)
    {
        Append("market/M", 0, "a");
        Append("market/M", 1, "b");
        Append("market/M", 2, "c");
        Store.Snapshot("market/M", 2, "AB"u8.ToArray());

        AssertSnapshotRefused("market/M", version);
        AssertSnapshotRefused("market/none", version);
        Assert.Equal("3: AB@2 c", await Text("market/M"));
        Assert.Equal("0: ", await Text("market/none"));
    }

    [Fact]
    public async Task Reopen_RowsSnapshotsAndVersions_AreTheSame()
    {
        for (var version = 0; version < 30; version++)
        {
            Append("cell/C1", version, version.ToString(CultureInfo.InvariantCulture));
            Append("cell/C2", version, "-");
            if (version % 10 == 5)
                Store.Snapshot("cell/C1", version, "s"u8.ToArray());
        }

        await journal.ReopenAsync();

        Assert.Equal("30: s@25 25|26|27|28|29", await Text("cell/C1"));
        await AssertRefusedAsync("cell/C1", 29, actual: 30);
        Assert.Equal("30: s@25 25|26|27|28|29", await Text("cell/C1"));
        Append("cell/C1", 30, "30");
        AssertSnapshotRefused("cell/C1", 24);
        Assert.Equal("31: s@25 25|26|27|28|29|30", await Text("cell/C1"));
    }

    [Fact]
    public async Task ToOutside_AfterAppend_MeansDurable()
    {
        var receipt = Append("request/R1", 0, "a");
        await journal.Telling.ToGrainsAsync(receipt);
        journal.Flush();
        await journal.Telling.ToOutsideAsync();
        await receipt.Durable;

        Assert.True(journal.Telling.ToOutsideAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Wakes_LastAppendCounts_AlsoAfterReopen()
    {
        Append("request/late", 0, "a", Noon.AddMinutes(2));
        Append("request/b", 0, "a", Noon);
        Append("request/a", 0, "a", Noon);
        Append("request/gone", 0, "a", Noon.AddHours(-1));
        Append("request/gone", 1, "b");
        Append("request/early", 0, "a", Noon.AddHours(1));
        Append("request/early", 1, "b", Noon.AddSeconds(-1));
        Store.Snapshot("request/early", 2, "s"u8.ToArray());

        for (var opened = 0; opened < 2; opened++)
        {
            Assert.Equal(Noon.AddSeconds(-1), journal.Wakes.Next);
            Assert.Empty(await DueAsync(Noon.AddSeconds(-2), 10));
            Assert.Equal(["request/early", "request/a", "request/b"], await DueAsync(Noon, 10));
            Assert.Equal(["request/early", "request/a"], await DueAsync(Noon, 2));
            Assert.Equal("request/late", (await DueAsync(Noon.AddDays(1), 10))[^1]);
            await journal.ReopenAsync();
        }
    }

    [Fact]
    public async Task Wakes_BetweenMilliseconds_AreNeverDueEarly()
    {
        var wake = Noon.AddTicks(1);
        Append("request/R1", 0, "a", wake);
        Append("request/never", 0, "a", DateTimeOffset.MaxValue);

        Assert.Empty(await DueAsync(Noon, 10));
        Assert.Equal(["request/R1"], await DueAsync(Noon.AddMilliseconds(1), 10));
    }

    [Fact]
    public async Task Snooze_UntilTheNextAppendOrRestart_PutsOff()
    {
        Append("request/a", 0, "a", Noon);
        Append("request/b", 0, "a", Noon.AddMinutes(1));
        Append("request/asleep", 0, "a");

        journal.Wakes.Snooze("request/a", Noon.AddHours(1));
        journal.Wakes.Snooze("request/b", Noon);
        journal.Wakes.Snooze("request/asleep", Noon);
        journal.Wakes.Snooze("request/none", Noon);
        Assert.Equal(Noon.AddMinutes(1), journal.Wakes.Next);
        Assert.Equal(["request/b"], await DueAsync(Noon.AddMinutes(2), 10));
        Assert.Equal(["request/b", "request/a"], await DueAsync(Noon.AddHours(1), 10));

        Append("request/a", 1, "b", Noon);
        Assert.Equal(["request/a", "request/b"], await DueAsync(Noon.AddMinutes(2), 10));

        journal.Wakes.Snooze("request/a", Noon.AddHours(1));
        await journal.ReopenAsync();
        Assert.Equal(["request/a", "request/b"], await DueAsync(Noon.AddMinutes(2), 10));
    }

    [Fact]
    public async Task Append_EightThreadsOnGrainsOfTheirOwn_VersionsAreGapFree()
    {
        const int rows = 500;
        var positions = new long[8][];
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Factory.StartNew(
            () => positions[n] = Enumerable.Range(0, rows).Select(i => Append($"pharmacy/{n}", i, $"{n}.{i}").Position).ToArray(),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        for (var opened = 0; opened < 2; opened++)
        {
            for (var n = 0; n < 8; n++)
                Assert.Equal($"{rows}: {string.Join('|', Enumerable.Range(0, rows).Select(i => $"{n}.{i}"))}", await Text($"pharmacy/{n}"));
            await journal.ReopenAsync();
        }

        var used = positions.SelectMany(p => p).Where(p => p != 0).ToList();
        Assert.Equal(used.Count, used.Distinct().Count());
    }

    /// <summary>At once, or by the receipt where the version is known only when the row is stored.</summary>
    private async Task AssertRefusedAsync(string grain, long expected, long actual)
    {
        AppendReceipt receipt;
        try
        {
            receipt = Append(grain, expected, "no");
        }
        catch (JournalConflictException conflict)
        {
            Assert.Equal((grain, expected), (conflict.Grain, conflict.Expected));
            Assert.True(conflict.Actual == actual || expected < 0);
            return;
        }

        Assert.False(journal.KnowsVersions);
        await Assert.ThrowsAsync<JournalFailedException>(async () => await journal.Telling.ToGrainsAsync(receipt));
        await Store.ReadAsync(grain); // what lost its place is read again before it goes on
    }

    /// <summary>At once, or left out where its version is known only when it is stored.</summary>
    private void AssertSnapshotRefused(string grain, long version)
    {
        var refusal = Record.Exception(() => Store.Snapshot(grain, version, "no"u8.ToArray()));
        Assert.True(refusal is JournalConflictException || (refusal is null && !journal.KnowsVersions));
    }

    private async Task<IReadOnlyList<string>> DueAsync(DateTimeOffset now, int most)
    {
        journal.Wakes.Due(now, most);
        await journal.LookUpWakesAsync();
        return journal.Wakes.Due(now, most);
    }

    private AppendReceipt Append(string grain, long expected, string row, DateTimeOffset? wake = null) =>
        Store.Append(grain, expected, Encoding.UTF8.GetBytes(row), wake);

    /// <summary>A history as <c>version: snapshot@version row|row</c>.</summary>
    private async Task<string> Text(string grain)
    {
        var history = await Store.ReadAsync(grain);
        var snapshot = history.Snapshot is { } state ? $"{Encoding.UTF8.GetString(state.Span)}@{history.SnapshotVersion} " : "";
        return $"{history.Version}: {snapshot}{string.Join('|', history.Rows.Select(row => Encoding.UTF8.GetString(row.Span)))}";
    }
}
