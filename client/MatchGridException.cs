using System.Net;

namespace MatchGrid.Client;

/// <summary>MatchGrid refused, or does not answer.</summary>
public sealed class MatchGridException : Exception
{
    /// <inheritdoc cref="MatchGridException"/>
    public MatchGridException(string code, string message, Exception? inner = null)
        : base(message, inner) => Code = code;

    /// <summary>The code of a server that does not answer.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>Stable: programs may decide by it.</summary>
    public string Code { get; }

    /// <summary>Of the answer; null when there was none, and for the hub.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>The input field to blame, where it is one.</summary>
    public string? Field { get; init; }

    /// <summary>Where to go on in the feed instead, where a cursor is refused.</summary>
    public string? Cursor { get; init; }

    /// <summary>How long the server asks to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
