using System.Globalization;
using System.Text.Json;
using MatchGrid.Silo.Journals;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace MatchGrid.Silo.Storage;

/// <summary>
/// Documents of grains (<see cref="IPersistentState{TState}"/>) as JSON in the log's database, committed in the log's groups: what
/// <see cref="MatchGrid.Journals.ITelling.ToOutsideAsync"/> waits for includes them.
/// </summary>
/// <remarks>
/// A write or clear completes when it is durable. ETags count the changes of a document; a cleared one leaves its count behind, so that
/// an ETag never comes back. Kept until cleared.
/// </remarks>
public sealed class SqliteGrainStorage(SqliteLog log, JsonSerializerOptions? json = null) : IGrainStorage
{
    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var found = log.Read(database => Find(database, Name(stateName, grainId)));
        grainState.RecordExists = found?.Data is not null;
        grainState.ETag = found?.ETag;
        grainState.State = found?.Data is { } data ? JsonSerializer.Deserialize<T>(data, json) : Activator.CreateInstance<T>();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.ETag = await ChangeAsync(stateName, grainId, grainState.ETag, JsonSerializer.SerializeToUtf8Bytes(grainState.State, json));
        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await ChangeAsync(stateName, grainId, grainState.ETag, data: null);
        grainState.ETag = null;
        grainState.RecordExists = false;
        grainState.State = Activator.CreateInstance<T>();
    }

    private async Task<string> ChangeAsync(string stateName, GrainId grainId, string? expected, byte[]? data)
    {
        var name = Name(stateName, grainId);
        var (changed, etag) = await log.RunAsync(database => Change(database, name, expected, data));
        return changed ? etag! : throw new InconsistentStateException($"{name} was changed since it was read", etag, expected);
    }

    private static string Name(string stateName, GrainId grainId) => $"{grainId}/{stateName}";

    /// <summary>Runs in the writer's transaction: what it finds is current.</summary>
    private static (bool Changed, string? ETag) Change(SqliteDatabase database, string name, string? expected, byte[]? data)
    {
        var found = Find(database, name);
        if (found?.ETag != expected)
            return (false, found?.ETag);
        var changes = (found?.Changes ?? 0) + 1;
        using var upsert = database.Prepare(
            "INSERT INTO document(name, etag, data) VALUES (?1, ?2, ?3) ON CONFLICT(name) DO UPDATE SET etag = ?2, data = ?3");
        upsert.Bind(1, name).Bind(2, changes);
        if (data is not null)
            upsert.Bind(3, data);
        upsert.Run();
        return (true, new Document(changes, data).ETag);
    }

    private static Document? Find(SqliteDatabase database, string name)
    {
        using var select = database.Prepare("SELECT etag, data FROM document WHERE name = ?");
        select.Bind(1, name);
        return select.Step() ? new Document(select.Number(0), select.IsNull(1) ? null : select.Blob(1)) : null;
    }

    /// <param name="Changes">How often it was written or cleared.</param>
    /// <param name="Data">Null when it was cleared.</param>
    private sealed record Document(long Changes, byte[]? Data)
    {
        public string? ETag => Data is null ? null : Changes.ToString(CultureInfo.InvariantCulture);
    }
}
