namespace MatchGrid.Cli.Doors;

/// <summary>The server said no, or could not be reached; the message says it to a person.</summary>
internal sealed class RefusedException(string message, Exception? inner = null) : Exception(message, inner);
