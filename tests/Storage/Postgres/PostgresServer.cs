using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace MatchGrid.Tests.Storage.Postgres;

/// <summary>
/// A real PostgreSQL of this test process, in a temporary folder on a free loopback port. It ends with the process, also when that is killed. As root,
/// which PostgreSQL refuses, it runs as user <c>postgres</c>.
/// </summary>
public sealed class PostgresServer
{
    private const string User = "matchgrid";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Lazy<PostgresServer> Started = new(() => new());

    private readonly int port = FreePort();
    private readonly Process process;
    private int databases;

    private PostgresServer()
    {
        var folder = Directory.CreateTempSubdirectory("matchgrid-postgres-").FullName;
        var log = Path.Combine(folder, "log");
        // Ends the server when our end of its input closes.
        var script =
            $"""
            set -e
            '{Bin}/initdb' -D '{folder}/data' -U {User} -A trust --no-sync >'{log}' 2>&1
            '{Bin}/postgres' -D '{folder}/data' -p {port} -k '{folder}' -c listen_addresses=127.0.0.1 -c max_connections=300 -c fsync=off >>'{log}' 2>&1 </dev/null &
            server=$!
            read -r _ || true
            kill -QUIT $server
            wait $server || true
            rm -rf '{folder}/data'
            """;
        string[] command = ["sh", "-c", script];
        if (Environment.IsPrivilegedProcess)
        {
            using var chown = Process.Start("chown", ["postgres", folder]);
            chown.WaitForExit();
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", .. command];
        }

        process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardInput = true, WorkingDirectory = folder })!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => process.StandardInput.Close();
        WaitUntilReady(log);
    }

    public static PostgresServer Instance => Started.Value;

    private static string Bin { get; } = Find() ?? throw new InvalidOperationException("PostgreSQL is not installed (apt-get install postgresql)");

    /// <summary>A connection string for a new database.</summary>
    public string NewDatabase() => Database($"t{Interlocked.Increment(ref databases)}");

    /// <summary>A connection string for a database of that name, made when it is not there.</summary>
    public string Database(string name)
    {
        using var connection = new NpgsqlConnection(Of("postgres"));
        connection.Open();
        using var look = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection) { Parameters = { new() { Value = name } } };
        if (look.ExecuteScalar() is null)
        {
            using var create = new NpgsqlCommand($"CREATE DATABASE \"{name}\"", connection);
            create.ExecuteNonQuery();
        }

        return Of(name);
    }

    /// <summary>A port that nobody listens at.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string? Find()
    {
        const string debian = "/usr/lib/postgresql";
        var folders = Directory.Exists(debian)
            ? Directory.GetDirectories(debian).OrderByDescending(one => int.TryParse(Path.GetFileName(one), CultureInfo.InvariantCulture, out var version) ? version : 0).Select(one => Path.Combine(one, "bin"))
            : [];
        return folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }

    private string Of(string database) => $"Host=127.0.0.1;Port={port};Database={database};Username={User};Maximum Pool Size=20";

    private void WaitUntilReady(string log)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var connection = new NpgsqlConnection(Of("postgres"));
                connection.Open();
                return;
            }
            catch (NpgsqlException) when (Stopwatch.GetElapsedTime(began) < Patience && !process.HasExited)
            {
                process.WaitForExit(50);
            }
            catch (NpgsqlException failure)
            {
                throw new InvalidOperationException($"PostgreSQL did not start: {(File.Exists(log) ? File.ReadAllText(log) : "")}", failure);
            }
        }
    }
}
