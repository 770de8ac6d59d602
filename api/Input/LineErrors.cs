namespace MatchGrid.Api.Input;

/// <summary>What is wrong with the lines of an upload: the first ones listed, all counted.</summary>
public sealed class LineErrors(int most)
{
    private readonly List<LineError> listed = [];

    public int Count { get; private set; }

    public IReadOnlyList<LineError> Listed => listed;

    public void Add(long line, string code, string message, string? field = null)
    {
        Count++;
        if (listed.Count < most)
            listed.Add(new(line, code, message, field));
    }
}

/// <param name="Line">From 1; for a JSON array the place in it.</param>
public sealed record LineError(long Line, string Code, string Message, string? Field);
