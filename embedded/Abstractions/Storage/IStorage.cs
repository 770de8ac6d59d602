namespace Orleans.Core;

/// <summary>A stored document of one grain, without its type.</summary>
public interface IStorage
{
    /// <summary>The version that was last read or written; null when there is none.</summary>
    string? Etag { get; }

    bool RecordExists { get; }

    Task ClearStateAsync();

    Task WriteStateAsync();

    Task ReadStateAsync();
}
