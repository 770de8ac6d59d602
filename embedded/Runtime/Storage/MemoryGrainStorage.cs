using System.Collections.Concurrent;
using System.Text.Json;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace MatchGrid.Embedded;

/// <summary>Documents in memory, as JSON, so that nobody sees what was not written. For tests: they end with the object.</summary>
public sealed class MemoryGrainStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(string Name, GrainId Grain), Document> _documents = [];
    private long _version;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var document = _documents.GetValueOrDefault((stateName, grainId));
        grainState.State = document is null ? default : JsonSerializer.Deserialize<T>(document.Json);
        grainState.ETag = document?.ETag;
        grainState.RecordExists = document is not null;
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = (stateName, grainId);
        var written = new Document(JsonSerializer.SerializeToUtf8Bytes(grainState.State), $"{Interlocked.Increment(ref _version)}");
        var read = _documents.GetValueOrDefault(key);
        Check(key, read, grainState.ETag);
        if (!(read is null ? _documents.TryAdd(key, written) : _documents.TryUpdate(key, written, read)))
            Check(key, _documents.GetValueOrDefault(key), grainState.ETag);
        grainState.ETag = written.ETag;
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = (stateName, grainId);
        var read = _documents.GetValueOrDefault(key);
        Check(key, read, grainState.ETag);
        if (read is not null && !_documents.TryRemove(KeyValuePair.Create(key, read)))
            Check(key, _documents.GetValueOrDefault(key), grainState.ETag);
        grainState.State = default;
        grainState.ETag = null;
        grainState.RecordExists = false;
        return Task.CompletedTask;
    }

    private static void Check((string Name, GrainId Grain) key, Document? stored, string? etag)
    {
        if (stored?.ETag != etag)
            throw new InconsistentStateException($"{key.Name} of {key.Grain} was changed by another.", stored?.ETag, etag);
    }

    private sealed record Document(byte[] Json, string ETag);
}
