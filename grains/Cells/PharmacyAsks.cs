namespace MatchGrid.Cells;

/// <summary>
/// The leaves of this process ask their pharmacies for everything they have, and only so many at a time: after a start all of them want to know at
/// once, and each answer is a pharmacy read from the log. Whoever comes from outside meanwhile is not kept waiting behind them.
/// </summary>
/// <remarks>An answer frees a place, or a second without one: asks and answers may be lost. Safe for use from any thread.</remarks>
public sealed class PharmacyAsks(TimeProvider time) : IDisposable
{
    /// <summary>Questions without an answer at a time: each may be a pharmacy of thousands of lines.</summary>
    public const int MostOpen = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Queue<Action> waiting = [];
    private readonly Queue<long> open = [];
    private ITimer? timer;

    /// <summary>Asks now or when it is its turn, first come, first served.</summary>
    public void Ask(Action ask)
    {
        lock (gate)
            waiting.Enqueue(ask);
        GoOn();
    }

    /// <summary>A pharmacy has said everything it has.</summary>
    public void Answered()
    {
        lock (gate)
        {
            if (!open.TryDequeue(out _) || waiting.Count == 0)
                return;
        }

        GoOn();
    }

    public void Dispose() => timer?.Dispose();

    private void GoOn()
    {
        while (Next() is { } ask)
            ask();
    }

    private Action? Next()
    {
        lock (gate)
        {
            while (open.TryPeek(out var since) && time.GetElapsedTime(since) >= Patience)
                open.Dequeue();
            if (open.Count < MostOpen && waiting.TryDequeue(out var ask))
            {
                open.Enqueue(time.GetTimestamp());
                return ask;
            }

            if (waiting.Count > 0)
            {
                var due = Patience - time.GetElapsedTime(open.Peek());
                if (due < TimeSpan.Zero)
                    due = TimeSpan.Zero;
                if (timer is null)
                    timer = time.CreateTimer(static asks => ((PharmacyAsks)asks!).GoOn(), this, due, Timeout.InfiniteTimeSpan);
                else
                    timer.Change(due, Timeout.InfiniteTimeSpan);
            }

            return null;
        }
    }
}
