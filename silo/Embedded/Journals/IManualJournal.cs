using MatchGrid.Journals;

namespace MatchGrid.Silo.Journals;

/// <summary>A journal without a disk, for tests and simulations: what is durable, and when it is lost, is decided by hand.</summary>
public interface IManualJournal : IJournalStore, ITelling, IWakeIndex
{
    /// <summary>Every grain that has a row, in an order that is the same in every run.</summary>
    IReadOnlyList<string> Grains { get; }

    /// <summary>Sees every row that is taken in: a simulator holds each against what must be true.</summary>
    Action<string, ReadOnlyMemory<byte>>? Appended { get; set; }

    /// <summary>Changes the wake that goes with a row: for a simulator that forgets some on purpose.</summary>
    Func<DateTimeOffset?, DateTimeOffset?>? Waking { get; set; }

    /// <inheritdoc cref="IWakeIndex.LastClock"/>
    new DateTimeOffset? LastClock { get; set; }

    /// <summary>Makes what is pending durable, completes its waiters inside the call, and says whether there was anything.</summary>
    bool Flush();

    /// <summary>Forgets what was not durable; who waits for it gets a <see cref="JournalFailedException"/>. The rest stands, as after a restart.</summary>
    void Crash();
}
