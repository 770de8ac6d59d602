using System.Globalization;
using MatchGrid.Silo.Postgres;
using Npgsql;
using NpgsqlTypes;
using Orleans;
using Orleans.Runtime;

namespace MatchGrid.Silo.Membership;

/// <summary>Which silos there are, in the database of the grid. A write counts only on top of the version of the table that its writer has read.</summary>
internal sealed class PostgresMembership(PostgresJournal journal) : IMembershipTable
{
    private const string VersionName = "membership";

    private const string Select =
        $"""
        SELECT f.value, s.entry::text, s.etag, s.alive_at FROM matchgrid.fact f LEFT JOIN matchgrid.silo s ON $1::text IS NULL OR s.address = $1
        WHERE f.name = '{VersionName}'
        """;

    private readonly NpgsqlDataSource database = journal.Database;

    public Task InitializeMembershipTable(bool tryInitTableVersion) =>
        RunAsync($"INSERT INTO matchgrid.fact VALUES ('{VersionName}', '0') ON CONFLICT DO NOTHING");

    public Task DeleteMembershipTableEntries(string clusterId) => RunAsync("DELETE FROM matchgrid.silo");

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => RunAsync(
        $"DELETE FROM matchgrid.silo WHERE alive_at < $1 AND (entry ->> 'Status')::int = {(int)SiloStatus.Dead}", beforeDate.UtcDateTime);

    public Task<MembershipTableData> ReadRow(SiloAddress key) => ReadAsync(key.ToParsableString());

    public Task<MembershipTableData> ReadAll() => ReadAsync(null);

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => WriteAsync(
        "INSERT INTO matchgrid.silo (address, etag, entry, alive_at) VALUES ($1, $4, $2::jsonb, $3) ON CONFLICT DO NOTHING", entry, null, tableVersion);

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => WriteAsync(
        "UPDATE matchgrid.silo SET entry = $2::jsonb, alive_at = $3, etag = $4 WHERE address = $1 AND etag = $5", entry, etag, tableVersion);

    public Task UpdateIAmAlive(MembershipEntry entry) =>
        RunAsync("UPDATE matchgrid.silo SET alive_at = $1 WHERE address = $2", Utc(entry.IAmAliveTime), entry.SiloAddress.ToParsableString());

    private async Task RunAsync(string sql, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync();
    }

    private async Task<MembershipTableData> ReadAsync(string? address)
    {
        await using var command = database.CreateCommand(Select);
        command.Parameters.Add(new() { Value = (object?)address ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync();
        var silos = new List<Tuple<MembershipEntry, string>>();
        var version = "0";
        while (await reader.ReadAsync())
        {
            version = reader.GetString(0);
            if (!reader.IsDBNull(1))
                silos.Add(Tuple.Create(StoredSilo.Read(reader.GetString(1), reader.GetDateTime(3)), Etag(reader.GetInt64(2))));
        }

        return new(silos, new(int.Parse(version, CultureInfo.InvariantCulture), version));
    }

    // The table's version is the etag of every row written with it.
    private async Task<bool> WriteAsync(string sql, MembershipEntry entry, string? etag, TableVersion version)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var move = new NpgsqlCommand($"UPDATE matchgrid.fact SET value = $1 WHERE name = '{VersionName}' AND value = $2", connection)
        {
            Parameters = { new() { Value = Etag(version.Version) }, new() { Value = version.VersionEtag } },
        };
        if (await move.ExecuteNonQueryAsync() == 0)
            return false;
        await using var write = new NpgsqlCommand(sql, connection)
        {
            Parameters =
            {
                new() { Value = entry.SiloAddress.ToParsableString() },
                new() { Value = StoredSilo.Write(entry) },
                new() { Value = Utc(entry.IAmAliveTime) },
                new() { Value = (long)version.Version },
            },
        };
        if (etag is not null)
            write.Parameters.Add(new() { Value = long.Parse(etag, CultureInfo.InvariantCulture) });
        if (await write.ExecuteNonQueryAsync() == 0)
            return false;
        await transaction.CommitAsync();
        return true;
    }

    private static string Etag(long version) => version.ToString(CultureInfo.InvariantCulture);

    private static DateTime Utc(DateTime instant) => DateTime.SpecifyKind(instant, DateTimeKind.Utc);
}
