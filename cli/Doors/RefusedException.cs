namespace MatchGrid.Cli.Doors;

/// <summary>It cannot be done as it was asked for; the message says why to a person.</summary>
internal sealed class RefusedException(string message, Exception? inner = null) : Exception(message, inner);
