using MatchGrid.Journals;
using MatchGrid.Silo.Postgres;

namespace MatchGrid.Tests.Storage.Postgres;

internal sealed class PostgresJournalUnderTest : JournalUnderTest
{
    private readonly PostgresOptions options = new() { ConnectionString = PostgresServer.Instance.NewDatabase() };

    public PostgresJournalUnderTest() => Journal = Open();

    public PostgresJournal Journal { get; private set; }

    public string ConnectionString => options.ConnectionString;

    public override IJournalStore Store => Journal;

    public override ITelling Telling => Journal;

    public override IWakeIndex Wakes => Journal;

    public override bool KnowsVersions => false;

    /// <summary>Another process on the same database.</summary>
    public PostgresJournal Open(TimeSpan? giveUpAfter = null) => PostgresJournal.Open(
        new() { ConnectionString = options.ConnectionString, GiveUpAfter = giveUpAfter ?? options.GiveUpAfter }, new Dictionary<string, string>(), TimeProvider.System);

    public override async Task ReopenAsync()
    {
        await Journal.DisposeAsync();
        Journal = Open();
        await Journal.ReadWakesAsync(WakeShare.Whole, DateTimeOffset.MaxValue, CancellationToken.None);
    }

    public override Task CrashAsync() => ReopenAsync();

    public override Task LookUpWakesAsync() => Journal.LookUpWakesAsync(CancellationToken.None);

    public override ValueTask DisposeAsync() => Journal.DisposeAsync();
}
