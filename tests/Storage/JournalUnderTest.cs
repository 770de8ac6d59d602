using MatchGrid.Journals;

namespace MatchGrid.Tests.Storage;

/// <summary>A journal that a contract test drives, whatever stores it.</summary>
public abstract class JournalUnderTest : IAsyncDisposable
{
    public abstract IJournalStore Store { get; }

    public abstract ITelling Telling { get; }

    public abstract IWakeIndex Wakes { get; }

    /// <summary>Whether a wrong version is refused at once, and not only when it is stored.</summary>
    public virtual bool KnowsVersions => true;

    /// <summary>Stops cleanly and starts again on the same data: nothing is lost.</summary>
    public abstract Task ReopenAsync();

    /// <summary>Starts again as after a crash: what is not durable is lost.</summary>
    public abstract Task CrashAsync();

    /// <summary>Makes what was appended durable, where that does not happen by itself.</summary>
    public virtual void Flush()
    {
    }

    /// <summary>Looks for superfluous rows with the next flush, where rows are ever deleted.</summary>
    public virtual void Trim(int mostRows)
    {
    }

    /// <summary>Looks up the wakes that may be out of date, where others write them too.</summary>
    public virtual Task LookUpWakesAsync() => Task.CompletedTask;

    public abstract ValueTask DisposeAsync();
}
