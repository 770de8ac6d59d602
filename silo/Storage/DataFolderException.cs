namespace MatchGrid.Silo.Storage;

/// <summary>
/// A data folder or backup that this process cannot use: another process holds it, it cannot be written, a newer version wrote it.
/// The message names the folder and is meant for whoever started the process.
/// </summary>
public sealed class DataFolderException(string message, Exception? inner = null, DataFolderFault fault = DataFolderFault.Unusable)
    : Exception(message, inner)
{
    public DataFolderFault Fault { get; } = fault;
}

/// <summary>What is wrong with a data folder.</summary>
public enum DataFolderFault
{
    /// <summary>Not there, cannot be read or written, or no database of this program.</summary>
    Unusable = 0,

    /// <summary>Another process holds it.</summary>
    InUse = 1,

    /// <summary>Something stands where nothing may.</summary>
    NotEmpty = 2,

    /// <summary>A newer version wrote it.</summary>
    Newer = 3,
}
