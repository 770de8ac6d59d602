using System.Security.Cryptography;
using MatchGrid.Journals;
using Npgsql;

namespace MatchGrid.Silo.Postgres;

/// <summary>The tables of a grid in PostgreSQL, made at the first start and brought up to date by each later one.</summary>
internal static class PostgresSchema
{
    /// <summary>Wake partitions; each grain is in one for ever.</summary>
    public const int WakeParts = 1_024;

    private const int EpochLength = 10;
    private const int LockNumber = 0x4D617463;

    // Each step once, in this order; none is ever changed.
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE matchgrid.journal_head (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            grain text COLLATE "C" NOT NULL UNIQUE,
            version bigint NOT NULL,
            wake bigint,
            part smallint NOT NULL
        ) WITH (fillfactor = 80);
        CREATE INDEX journal_head_wake ON matchgrid.journal_head (wake) WHERE wake IS NOT NULL;
        CREATE TABLE matchgrid.journal_row (
            head bigint NOT NULL,
            version bigint NOT NULL,
            data bytea NOT NULL,
            PRIMARY KEY (head, version)
        );
        CREATE TABLE matchgrid.journal_snapshot (
            head bigint PRIMARY KEY,
            version bigint NOT NULL,
            data bytea NOT NULL
        );
        CREATE TABLE matchgrid.silo (
            address text PRIMARY KEY,
            etag bigint NOT NULL,
            entry jsonb NOT NULL,
            alive_at timestamptz NOT NULL
        );
        """,
    ];

    /// <summary>Makes or updates the tables, one process at a time, and returns the epoch.</summary>
    /// <param name="connection">Open.</param>
    /// <param name="settings">Options that a grid keeps as it was made.</param>
    /// <exception cref="JournalUnusableException">A newer version wrote it, or a setting differs.</exception>
    public static string Open(NpgsqlConnection connection, IReadOnlyDictionary<string, string> settings)
    {
        using var transaction = connection.BeginTransaction();
        Run(connection, $"SELECT pg_advisory_xact_lock({LockNumber})");
        Run(connection, "CREATE SCHEMA IF NOT EXISTS matchgrid; CREATE TABLE IF NOT EXISTS matchgrid.fact (name text PRIMARY KEY, value text NOT NULL)");
        var format = int.Parse(Fact(connection, "format") ?? "0");
        if (format > Steps.Length)
            throw new JournalUnusableException($"A newer version of MatchGrid wrote the grid in database {connection.Database} (format {format}, this one knows {Steps.Length}).");
        foreach (var step in Steps.AsSpan(format))
            Run(connection, step);
        Keep(connection, "format", $"{Steps.Length}");
        foreach (var (name, value) in settings)
        {
            var kept = Fact(connection, name);
            if (kept is not null && kept != value)
                throw new JournalUnusableException($"{name} is {value}, but the grid in database {connection.Database} was made with {kept}, which cannot change.");
            Keep(connection, name, value);
        }

        var epoch = Fact(connection, "epoch") ?? RandomNumberGenerator.GetString("0123456789abcdefghjkmnpqrstvwxyz", EpochLength);
        Keep(connection, "epoch", epoch);
        transaction.Commit();
        return epoch;
    }

    private static void Run(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private static string? Fact(NpgsqlConnection connection, string name)
    {
        using var command = new NpgsqlCommand("SELECT value FROM matchgrid.fact WHERE name = $1", connection) { Parameters = { new() { Value = name } } };
        return (string?)command.ExecuteScalar();
    }

    private static void Keep(NpgsqlConnection connection, string name, string value)
    {
        using var command = new NpgsqlCommand("INSERT INTO matchgrid.fact VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", connection)
        {
            Parameters = { new() { Value = name }, new() { Value = value } },
        };
        command.ExecuteNonQuery();
    }
}
