namespace MatchGrid.Hours;

/// <summary>Why opening hours were refused.</summary>
/// <param name="Position">Index of the character at which reading stopped, from 0; −1 where it is the time zone.</param>
/// <param name="Message">What was expected there, for the person who wrote it.</param>
public sealed record HoursSyntaxError(int Position, string Message)
{
    public override string ToString() => Position < 0 ? Message : $"at character {Position + 1}: {Message}";
}
