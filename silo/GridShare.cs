using MatchGrid.Identifiers;

namespace MatchGrid.Silo;

/// <summary>
/// Which share of the grid's work this process looks after, of what each piece is to be done by one process: wakes, webhooks. A grid of one process does all.
/// Two may do the same for a while when others come or go.
/// </summary>
public sealed class GridShare
{
    private volatile Part part = new(0, 1);

    /// <summary>
    /// Raised when processes have come or gone: actors may have moved, and what they kept in memory, subscriptions among it, may be gone. On any thread;
    /// handlers return at once.
    /// </summary>
    public event EventHandler? Moved;

    /// <summary>From 0; below <see cref="Count"/>.</summary>
    public int Index => part.Index;

    /// <summary>Processes that share the work.</summary>
    public int Count => part.Count;

    public bool IsMine(string name) => part is var (index, count) && TextHash.Of(name) % (uint)count == (uint)index;

    public void Change(int index, int count)
    {
        part = new(index, count);
        Moved?.Invoke(this, EventArgs.Empty);
    }

    private sealed record Part(int Index, int Count);
}
