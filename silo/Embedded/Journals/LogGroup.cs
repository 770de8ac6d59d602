namespace MatchGrid.Silo.Journals;

/// <summary>What is gathered while the group before it is committed, and is then committed together.</summary>
/// <param name="after">Position of the last row of the group before.</param>
/// <param name="inline">Whether waiters go on inside <see cref="Complete"/>.</param>
/// <param name="entries">An empty list to use, if there is one.</param>
internal sealed class LogGroup(long after, bool inline, List<LogEntry>? entries = null)
{
    private const int RowOverhead = 64;

    private readonly TaskCompletionSource durable =
        new(inline ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Rows at positions <c>after + 1, after + 2, …</c></summary>
    public List<LogEntry> Entries { get; } = entries ?? [];

    /// <summary>Bytes of the rows' data.</summary>
    public long Bytes { get; private set; }

    /// <summary>Roughly what it takes to write it.</summary>
    public long Size => Bytes + (RowOverhead * Entries.Count);

    public List<ILogWork> Work { get; } = [];

    public bool IsEmpty => Entries.Count == 0 && Work.Count == 0;

    /// <summary>Position of the last row.</summary>
    public long Last => after + Entries.Count;

    public Task Durable => durable.Task;

    public void Add(LogEntry entry)
    {
        Entries.Add(entry);
        Bytes += entry.Data.Length;
    }

    public bool Holds(long position) => position > after && position <= Last;

    public LogEntry this[long position] => Entries[(int)(position - after - 1)];

    public void Complete()
    {
        durable.SetResult();
        foreach (var work in Work)
            work.Complete();
    }

    /// <summary>Tells those who wait; does nothing when they have been told.</summary>
    public void Fail(Exception e)
    {
        durable.TrySetException(e);
        _ = durable.Task.Exception; // observed: nobody need be waiting
        foreach (var work in Work)
            work.Fail(e);
    }
}
