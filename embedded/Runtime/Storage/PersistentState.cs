using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace MatchGrid.Embedded;

/// <summary>A document of one grain over its storage. Without a record, the state is a new one, as far as its type can be made so.</summary>
internal sealed class PersistentState<TState>(IGrainStorage storage, string stateName, GrainId grainId) : IPersistentState<TState>
{
    private static readonly bool CanBeNew = typeof(TState).IsValueType || typeof(TState).GetConstructor(Type.EmptyTypes) is not null;
    private readonly GrainState<TState> _document = new(New());

    public TState State
    {
        get => _document.State!;
        set => _document.State = value;
    }

    public string? Etag => _document.ETag;

    public bool RecordExists => _document.RecordExists;

    public async Task ReadStateAsync()
    {
        await storage.ReadStateAsync(stateName, grainId, _document);
        if (!_document.RecordExists && _document.State is null)
            _document.State = New();
    }

    public Task WriteStateAsync() => storage.WriteStateAsync(stateName, grainId, _document);

    public async Task ClearStateAsync()
    {
        await storage.ClearStateAsync(stateName, grainId, _document);
        _document.State = New();
    }

    private static TState? New() => CanBeNew ? Activator.CreateInstance<TState>() : default;
}
