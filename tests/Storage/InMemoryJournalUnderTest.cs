using MatchGrid.Journals;
using MatchGrid.Silo.Journals;

namespace MatchGrid.Tests.Storage;

internal sealed class InMemoryJournalUnderTest(bool manual) : JournalUnderTest
{
    public InMemoryJournal Journal { get; } = new(manual);

    public override IJournalStore Store => Journal;

    public override ITelling Telling => Journal;

    public override IWakeIndex Wakes => Journal;

    public override Task ReopenAsync()
    {
        Journal.Flush();
        return CrashAsync();
    }

    public override Task CrashAsync()
    {
        Journal.Crash();
        return Task.CompletedTask;
    }

    public override void Flush() => Journal.Flush();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
