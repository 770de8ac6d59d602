using System.Net.Sockets;
using System.Runtime.InteropServices;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using Npgsql;
using NpgsqlTypes;

namespace MatchGrid.Silo.Postgres;

/// <summary>What the journal says to the database: each a single statement, and so a transaction.</summary>
internal sealed class JournalCommands(NpgsqlDataSource database)
{
    // A head moves on only from where its writer believes it to be; rows follow the heads that moved.
    private const string AppendSql =
        """
        WITH batch AS (SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::smallint[]) AS b(grain, expected, last, wake, part)),
        made AS (
            INSERT INTO matchgrid.journal_head (grain, version, wake, part)
            SELECT grain, last, wake, part FROM batch WHERE expected = 0 ORDER BY grain
            ON CONFLICT (grain) DO NOTHING RETURNING id, grain),
        moved AS (
            UPDATE matchgrid.journal_head h SET version = b.last, wake = b.wake FROM batch b
            WHERE b.expected > 0 AND h.grain = b.grain AND h.version = b.expected RETURNING h.id, h.grain),
        won AS (SELECT id, grain FROM made UNION ALL SELECT id, grain FROM moved),
        stored AS (
            INSERT INTO matchgrid.journal_row (head, version, data)
            SELECT w.id, r.version, r.data FROM unnest($6::text[], $7::bigint[], $8::bytea[]) AS r(grain, version, data) JOIN won w USING (grain))
        SELECT grain FROM won
        """;

    // After a lost answer: whose last row is there as it was to be.
    private const string FoundSql =
        """
        SELECT b.grain FROM unnest($1::text[], $2::bigint[], $3::bytea[]) AS b(grain, version, data)
        JOIN matchgrid.journal_head h USING (grain) JOIN matchgrid.journal_row r ON r.head = h.id AND r.version = b.version AND r.data = b.data
        """;

    private const string SnapshotSql =
        """
        WITH put AS (
            INSERT INTO matchgrid.journal_snapshot (head, version, data)
            SELECT h.id, s.version, s.data FROM unnest($1::text[], $2::bigint[], $3::bytea[]) AS s(grain, version, data)
            JOIN matchgrid.journal_head h USING (grain) WHERE s.version <= h.version ORDER BY h.id
            ON CONFLICT (head) DO UPDATE SET version = excluded.version, data = excluded.data WHERE journal_snapshot.version <= excluded.version
            RETURNING head, version)
        DELETE FROM matchgrid.journal_row r USING put WHERE r.head = put.head AND r.version <= put.version
        """;

    private const string ReadSql =
        """
        SELECT h.version, coalesce(s.version, 0), s.data,
            ARRAY(SELECT r.data FROM matchgrid.journal_row r WHERE r.head = h.id AND r.version > coalesce(s.version, 0) ORDER BY r.version)
        FROM matchgrid.journal_head h LEFT JOIN matchgrid.journal_snapshot s ON s.head = h.id WHERE h.grain = $1
        """;

    /// <summary>Whether the database failed, and not this program.</summary>
    public static bool IsFailure(Exception exception) => exception is NpgsqlException or TimeoutException or IOException or SocketException;

    /// <summary>Appends rows, and returns the grains that were where their rows say. All rows of a grain stand or fall together.</summary>
    /// <param name="rows">In order for each grain.</param>
    /// <param name="isAgain">Whether they may be stored already, since the answer was lost.</param>
    public async Task<HashSet<string>> AppendAsync(List<PendingRow> rows, bool isAgain)
    {
        var ends = new SortedDictionary<string, (PendingRow First, PendingRow Last)>(StringComparer.Ordinal);
        foreach (var row in rows)
            ends[row.Grain] = (ends.TryGetValue(row.Grain, out var end) ? end.First : row, row);
        await using var command = database.CreateCommand(AppendSql);
        Add(command, NpgsqlDbType.Text, ends.Keys.ToArray());
        Add(command, NpgsqlDbType.Bigint, ends.Values.Select(end => end.First.Version - 1).ToArray());
        Add(command, NpgsqlDbType.Bigint, ends.Values.Select(end => end.Last.Version).ToArray());
        Add(command, NpgsqlDbType.Bigint, ends.Values.Select(end => WakeInstant.ToStored(end.Last.Wake)).ToArray());
        Add(command, NpgsqlDbType.Smallint, ends.Keys.Select(PartOf).ToArray());
        Add(command, NpgsqlDbType.Text, rows.Select(row => row.Grain).ToArray());
        Add(command, NpgsqlDbType.Bigint, rows.Select(row => row.Version).ToArray());
        Add(command, NpgsqlDbType.Bytea, rows.Select(row => Bytes(row.Data)).ToArray());
        var won = await GrainsAsync(command).ConfigureAwait(false);
        if (!isAgain || won.Count == ends.Count)
            return won;

        await using var look = database.CreateCommand(FoundSql);
        Add(look, NpgsqlDbType.Text, ends.Keys.ToArray());
        Add(look, NpgsqlDbType.Bigint, ends.Values.Select(end => end.Last.Version).ToArray());
        Add(look, NpgsqlDbType.Bytea, ends.Values.Select(end => Bytes(end.Last.Data)).ToArray());
        won.UnionWith(await GrainsAsync(look).ConfigureAwait(false));
        return won;
    }

    /// <summary>Puts snapshots in the place of the rows they fold; one that is older than what is there, or newer than the rows, is left out.</summary>
    public async Task<int> SnapshotAsync(Dictionary<string, (long Version, ReadOnlyMemory<byte> State)> snapshots)
    {
        await using var command = database.CreateCommand(SnapshotSql);
        Add(command, NpgsqlDbType.Text, snapshots.Keys.ToArray());
        Add(command, NpgsqlDbType.Bigint, snapshots.Values.Select(snapshot => snapshot.Version).ToArray());
        Add(command, NpgsqlDbType.Bytea, snapshots.Values.Select(snapshot => Bytes(snapshot.State)).ToArray());
        return await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    /// <exception cref="InvalidDataException">Rows are missing.</exception>
    public async Task<JournalHistory> ReadAsync(string grain, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ReadSql);
        command.Parameters.Add(new() { Value = grain });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            return JournalHistory.Empty;
        var (version, snapshotVersion) = (reader.GetInt64(0), reader.GetInt64(1));
        var snapshot = reader.IsDBNull(2) ? (ReadOnlyMemory<byte>?)null : reader.GetFieldValue<byte[]>(2);
        var rows = reader.GetFieldValue<byte[][]>(3);
        return rows.Length == version - snapshotVersion
            ? new(version, snapshotVersion, snapshot, [.. rows.Select(row => new ReadOnlyMemory<byte>(row))])
            : throw new InvalidDataException($"rows of {grain} are missing between {snapshotVersion} and {version}");
    }

    /// <summary>The wakes of some grains; those without are left out.</summary>
    public async Task<Dictionary<string, DateTimeOffset>> WakesOfAsync(string[] grains, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT grain, wake FROM matchgrid.journal_head WHERE grain = ANY($1) AND wake IS NOT NULL");
        Add(command, NpgsqlDbType.Text, grains);
        return await WakesAsync(command, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The wakes of one share of the grains up to an instant.</summary>
    public async Task<Dictionary<string, DateTimeOffset>> WakesOfAsync(WakeShare share, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT grain, wake FROM matchgrid.journal_head WHERE wake <= $1 AND part % $2 = $3");
        command.Parameters.Add(new() { Value = WakeInstant.ToStored(until) ?? long.MaxValue });
        command.Parameters.Add(new() { Value = share.Count });
        command.Parameters.Add(new() { Value = share.Index });
        return await WakesAsync(command, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Every grain that ever appended, in the order of first appends.</summary>
    public async Task<IReadOnlyList<string>> GrainsAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT grain FROM matchgrid.journal_head ORDER BY id");
        var grains = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            grains.Add(reader.GetString(0));
        return grains;
    }

    private static short PartOf(string grain) => (short)(TextHash.Of(grain) % PostgresSchema.WakeParts);

    private static byte[] Bytes(ReadOnlyMemory<byte> data) =>
        MemoryMarshal.TryGetArray(data, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length ? segment.Array : data.ToArray();

    private static void Add(NpgsqlCommand command, NpgsqlDbType type, object values) =>
        command.Parameters.Add(new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | type });

    private static async Task<HashSet<string>> GrainsAsync(NpgsqlCommand command)
    {
        var grains = new HashSet<string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false))
            grains.Add(reader.GetString(0));
        return grains;
    }

    private static async Task<Dictionary<string, DateTimeOffset>> WakesAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var wakes = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            wakes[reader.GetString(0)] = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1));
        return wakes;
    }
}
