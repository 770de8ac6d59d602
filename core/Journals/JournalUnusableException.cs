namespace MatchGrid.Journals;

/// <summary>
/// The place where a grid is stored cannot be used: it does not answer, a newer version wrote it, it was made with other settings. The message is meant
/// for whoever started the process and shows no password.
/// </summary>
public sealed class JournalUnusableException(string message, Exception? inner = null) : Exception(message, inner);
