using System.Collections.Concurrent;
using System.Globalization;
using MatchGrid.Replay.Checking;
using MatchGrid.Silo.Postgres;
using MatchGrid.Tests.Storage.Postgres;
using Npgsql;

namespace MatchGrid.Tests.Cluster;

/// <summary>Silos in processes of their own, on one PostgreSQL, over loopback.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private const int Active = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly string folder = Directory.CreateTempSubdirectory("matchgrid-cluster-").FullName;
    private readonly string connectionString = PostgresServer.Instance.NewDatabase();
    private readonly ConcurrentDictionary<string, string> tokens = [];
    private readonly List<(SiloProcess Process, Door Door)> silos = [];
    private readonly string[] settings;

    private Cluster(string[] settings) => this.settings = settings;

    public IReadOnlyList<(SiloProcess Process, Door Door)> Silos => silos;

    public static async Task<Cluster> StartAsync(int count, params string[] settings)
    {
        var cluster = new Cluster(settings);
        try
        {
            for (var i = 0; i < count; i++)
                await cluster.AddAsync();
            await cluster.UntilActiveAsync(count);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async Task<Door> AddAsync()
    {
        var process = SiloProcess.Start(
        [
            "--urls", "http://127.0.0.1:0", "--data", folder, "--Auth:Development=true", $"--Postgres:ConnectionString={connectionString}",
            $"--Cluster:Port={PostgresServer.FreePort()}", "--Limits:CallerPerMinute=1000000", "--Limits:AddressPerMinute=1000000", .. settings,
        ]);
        silos.Add((process, null!));
        var door = new Door(await process.UrlAsync(), tokens);
        silos[^1] = (process, door);
        return door;
    }

    /// <summary>Waits until so many silos are active in the membership table.</summary>
    public async Task UntilActiveAsync(int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await CountAsync($"SELECT count(*) FROM matchgrid.silo WHERE (entry ->> 'Status')::int = {Active}") != count)
            await Task.Delay(50, patience.Token);
    }


    /// <summary>Holds what is stored against the invariants. The processes should be at rest.</summary>
    public async Task<CheckReport> CheckAsync()
    {
        await using var journal = PostgresJournal.Open(new() { ConnectionString = connectionString }, new Dictionary<string, string>(), TimeProvider.System);
        return await GridChecker.CheckAsync(journal, await journal.GetGrainsAsync());
    }

    public ValueTask DisposeAsync()
    {
        foreach (var (process, door) in silos)
        {
            door?.Dispose();
            process.Dispose();
        }

        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
