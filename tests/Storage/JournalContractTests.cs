using MatchGrid.Tests.Storage.Postgres;

namespace MatchGrid.Tests.Storage;

public sealed class SqliteLogContractTests() : JournalContract(new SqliteLogUnderTest(manual: false, checkpointEveryRows: 10));

public sealed class ManualSqliteLogContractTests() : JournalContract(new SqliteLogUnderTest(manual: true));

public sealed class InMemoryJournalContractTests() : JournalContract(new InMemoryJournalUnderTest(manual: false));

public sealed class ManualInMemoryJournalContractTests() : JournalContract(new InMemoryJournalUnderTest(manual: true));

public sealed class PostgresJournalContractTests() : JournalContract(new PostgresJournalUnderTest());
