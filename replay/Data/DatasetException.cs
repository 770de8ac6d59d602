namespace MatchGrid.Replay.Data;

/// <summary>A dataset that is not there or cannot be read; the message names the file, the line and what is wrong.</summary>
public sealed class DatasetException(string message, Exception? inner = null) : Exception(message, inner);
