namespace MatchGrid.Silo.Storage;

/// <summary>
/// A data folder that this process cannot open: another process holds it, it cannot be written, or a newer version wrote it.
/// The message names the folder and is meant for whoever started the process.
/// </summary>
public sealed class DataFolderException(string message, Exception? inner = null) : Exception(message, inner);
