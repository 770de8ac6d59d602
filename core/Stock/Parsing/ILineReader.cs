namespace MatchGrid.Stock;

/// <summary>Reads one line of an upload.</summary>
internal interface ILineReader
{
    /// <summary>True when nothing after can be read.</summary>
    bool IsFinished { get; }

    /// <summary>The line's change or refusal; null for a line that says nothing: blank, or a header.</summary>
    ParsedLine? Read(int line, ReadOnlySpan<byte> utf8);
}
