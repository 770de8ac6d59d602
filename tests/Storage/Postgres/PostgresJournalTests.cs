using System.Text;
using MatchGrid.Journals;
using MatchGrid.Silo.Postgres;
using Npgsql;
using Xunit;

namespace MatchGrid.Tests.Storage.Postgres;

/// <summary>What several processes do to each other on one database, and what is left when it fails.</summary>
public sealed class PostgresJournalTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly PostgresJournalUnderTest one = new();

    private PostgresJournal Journal => one.Journal;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => one.DisposeAsync().AsTask();

    [Fact]
    public async Task Append_TwoProcessesAtOneVersion_OneIsStoredAndTheOtherLosesItsPlace()
    {
        await using var other = one.Open();
        await Journal.Append("request/R", 0, "a"u8.ToArray(), null).Durable;
        var mine = Enumerable.Range(1, 50).Select(version => Journal.Append("request/R", version, Encoding.UTF8.GetBytes($"m{version}"), null)).ToList();
        var theirs = Enumerable.Range(1, 50).Select(version => other.Append("request/R", version, Encoding.UTF8.GetBytes($"t{version}"), null)).ToList();

        var isMine = await StoredAsync(mine[0]);
        Assert.NotEqual(isMine, await StoredAsync(theirs[0]));
        Assert.All(await Task.WhenAll((isMine ? mine : theirs).Select(StoredAsync)), Assert.True);
        Assert.All(await Task.WhenAll((isMine ? theirs : mine).Select(StoredAsync)), Assert.False);
        var history = await Journal.ReadAsync("request/R");
        Assert.Equal((51, isMine ? "m50" : "t50"), (history.Version, Encoding.UTF8.GetString(history.Rows[^1].Span)));

        var loser = isMine ? other : Journal;
        Assert.Throws<JournalFailedException>(() => loser.Append("request/R", 51, "stale"u8.ToArray(), null));
        Assert.Equal(51, (await loser.ReadAsync("request/R")).Version);
        await loser.Append("request/R", 51, "on"u8.ToArray(), null).Durable;
    }

    [Fact]
    public async Task Append_ConnectionsBrokenAgainAndAgain_EveryRowIsStoredOnce()
    {
        const int grains = 20, rows = 200;
        using var stop = new CancellationTokenSource();
        var breaking = BreakAsync(stop.Token);
        await Task.WhenAll(Enumerable.Range(0, grains).Select(async grain =>
        {
            for (var version = 0; version < rows; version++)
            {
                await Journal.Append($"cell/{grain}", version, Encoding.UTF8.GetBytes($"{version}"), null).Durable;
                if (version % 50 == 40)
                    Journal.Snapshot($"cell/{grain}", version, Encoding.UTF8.GetBytes($"s{version}"));
            }
        }));
        await stop.CancelAsync();
        Assert.True(await breaking > 3);

        foreach (var grain in Enumerable.Range(0, grains))
        {
            var history = await ReadAsync($"cell/{grain}");
            var first = (int)history.SnapshotVersion;
            Assert.Equal(rows, history.Version);
            Assert.Equal(Enumerable.Range(first, rows - first).Select(version => $"{version}"), history.Rows.Select(row => Encoding.UTF8.GetString(row.Span)));
        }
    }

    [Fact]
    public async Task Append_DatabaseDoesNotAnswer_IsUnknownAndTheGrainBeginsAnew()
    {
        await using var impatient = one.Open(giveUpAfter: TimeSpan.FromSeconds(1));
        await impatient.Append("request/R", 0, "a"u8.ToArray(), null).Durable;
        await RefuseConnectionsAsync(true);
        var lost = impatient.Append("request/R", 1, "b"u8.ToArray(), null);
        var behind = impatient.Append("request/R", 2, "c"u8.ToArray(), null);
        await Assert.ThrowsAsync<JournalFailedException>(() => lost.Durable);
        await Assert.ThrowsAsync<JournalFailedException>(() => behind.Durable);
        var outside = impatient.ToOutsideAsync().AsTask();
        Assert.False(outside.IsCompleted);

        await RefuseConnectionsAsync(false);
        Assert.Equal(1, (await impatient.ReadAsync("request/R")).Version);
        await impatient.Append("request/R", 1, "B"u8.ToArray(), null).Durable;
        await impatient.Append("request/other", 0, "a"u8.ToArray(), null).Durable;
        await Task.WhenAll(Enumerable.Range(0, 20).Select(n => impatient.Append($"cell/{n}", 0, "a"u8.ToArray(), null).Durable)); // every writer has something to say
        await outside.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Wakes_GrainGoesOnInAnotherProcess_AreLookedUpBeforeTheyAreDueAgain()
    {
        await using var other = one.Open();
        await Journal.Append("request/R", 0, "a"u8.ToArray(), Noon).Durable;
        await Journal.Append("request/gone", 0, "a"u8.ToArray(), Noon).Durable;
        Assert.Equal(["request/R", "request/gone"], Journal.Due(Noon, 10));
        Journal.Snooze("request/R", Noon.AddSeconds(5));
        Journal.Snooze("request/gone", Noon.AddSeconds(5));
        await other.Append("request/R", 1, "b"u8.ToArray(), Noon.AddHours(1)).Durable;
        await other.Append("request/gone", 1, "b"u8.ToArray(), null).Durable;

        Assert.Empty(Journal.Due(Noon.AddMinutes(1), 10));
        await Journal.LookUpWakesAsync(CancellationToken.None);
        Assert.Empty(Journal.Due(Noon.AddMinutes(1), 10));
        Assert.Equal(Noon.AddHours(1), Journal.Next);
        Assert.Equal(["request/R"], Journal.Due(Noon.AddHours(1), 10));
    }

    [Fact]
    public async Task Wakes_OfThreeShares_AreEveryGrainOnce()
    {
        var grains = Enumerable.Range(0, 300).Select(n => $"request/{n}").ToList();
        await Task.WhenAll(grains.Select(grain => Journal.Append(grain, 0, "a"u8.ToArray(), Noon).Durable));
        var shared = new List<string>();
        for (var share = 0; share < 3; share++)
        {
            await using var other = one.Open();
            await other.ReadWakesAsync(new(share, 3), Noon, CancellationToken.None);
            var due = other.Due(Noon, 1_000);
            Assert.InRange(due.Count, 50, 150);
            shared.AddRange(due);
        }

        Assert.Equal(grains.Order(), shared.Order());
    }

    [Fact]
    public async Task Open_OfANewerFormat_IsRefused()
    {
        await RunAsync("UPDATE matchgrid.fact SET value = '99' WHERE name = 'format'");

        var refused = Assert.Throws<JournalUnusableException>(() => one.Open());

        Assert.Contains("format 99", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WithAnotherFixedSetting_IsRefused()
    {
        var options = new PostgresOptions { ConnectionString = PostgresServer.Instance.NewDatabase() };
        await using (PostgresJournal.Open(options, new Dictionary<string, string> { ["Grid:FeedPartitions"] = "16" }, TimeProvider.System))
        {
            var refused = Assert.Throws<JournalUnusableException>(() =>
                PostgresJournal.Open(options, new Dictionary<string, string> { ["Grid:FeedPartitions"] = "8" }, TimeProvider.System));
            Assert.Contains("made with 16", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Open_WithoutADatabase_SaysWhere()
    {
        var options = new PostgresOptions { ConnectionString = "Host=127.0.0.1;Port=1;Database=none;Username=me;Password=secret" };

        var refused = Assert.Throws<JournalUnusableException>(() => PostgresJournal.Open(options, new Dictionary<string, string>(), TimeProvider.System));

        Assert.Contains("none at 127.0.0.1:1", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is missing")]
    [InlineData("Database=x", "names no Host")]
    [InlineData("Host=h", "names no Database")]
    [InlineData("Host=h;Nonsense=1;Password=secret", "cannot be read")]
    public void Options_WithoutAUsableConnectionString_NameIt(string connectionString, string complaint)
    {
        var result = new PostgresOptionsValidator().Validate(null, new() { ConnectionString = connectionString });

        Assert.Contains(complaint, result.FailureMessage, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", result.FailureMessage, StringComparison.Ordinal);
    }

    private static async Task<bool> StoredAsync(AppendReceipt receipt)
    {
        try
        {
            await receipt.Durable;
            return true;
        }
        catch (JournalFailedException)
        {
            return false;
        }
    }

    private async Task<JournalHistory> ReadAsync(string grain)
    {
        await using var other = one.Open();
        await Journal.ReadAsync(grain); // stores what is on its way
        return await other.ReadAsync(grain);
    }

    private async Task<int> BreakAsync(CancellationToken stop)
    {
        var times = 0;
        while (!stop.IsCancellationRequested)
        {
            await RunAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
            times++;
            await Task.Delay(TimeSpan.FromMilliseconds(30), CancellationToken.None);
        }

        return times;
    }

    private async Task RefuseConnectionsAsync(bool refuse)
    {
        var place = new NpgsqlConnectionStringBuilder(one.ConnectionString);
        var name = place.Database;
        place.Database = "postgres";
        await using var database = NpgsqlDataSource.Create(place);
        await using var allow = database.CreateCommand($"ALTER DATABASE {name} ALLOW_CONNECTIONS {!refuse}");
        await allow.ExecuteNonQueryAsync();
        await using var end = database.CreateCommand($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        await end.ExecuteNonQueryAsync();
    }

    private async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(one.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
