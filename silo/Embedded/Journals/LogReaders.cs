namespace MatchGrid.Silo.Journals;

/// <summary>Connections that read what is committed: as many as read at once, of which a few are kept for the next.</summary>
internal sealed class LogReaders(string file) : IDisposable
{
    private const int MostKept = 4;

    private readonly Lock gate = new();
    private readonly Stack<LogReader> kept = [];
    private bool disposed;

    public LogReader Rent()
    {
        lock (gate)
        {
            if (kept.TryPop(out var reader))
                return reader;
        }

        return new LogReader(file);
    }

    public void Return(LogReader reader)
    {
        lock (gate)
        {
            if (!disposed && kept.Count < MostKept)
            {
                kept.Push(reader);
                return;
            }
        }

        reader.Dispose();
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            while (kept.TryPop(out var reader))
                reader.Dispose();
        }
    }
}
