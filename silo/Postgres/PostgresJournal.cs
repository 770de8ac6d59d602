using MatchGrid.Identifiers;
using MatchGrid.Journals;
using Npgsql;

namespace MatchGrid.Silo.Postgres;

/// <summary>
/// The journal of a grid in PostgreSQL, shared by the processes of a cluster. A grain's rows are its own log: other grains, and the outside, may hear
/// when they are stored.
/// </summary>
/// <remarks>
/// Appends are taken in at once and stored by group commits. Whether a version is taken already is known when the row is stored: then the receipt
/// faults, and so does all that the grain appended since.
/// </remarks>
public sealed class PostgresJournal : IJournalStore, ITelling, IWakeIndex, IAsyncDisposable
{
    private const int PreparedStatements = 20;
    private const int CommandSeconds = 5;
    private const int ReadAttempts = 4;

    private static readonly TimeSpan ReadAgain = TimeSpan.FromMilliseconds(50);

    private readonly NpgsqlDataSource database;
    private readonly TimeProvider time;
    private readonly JournalCommands commands;
    private readonly JournalWriter[] writers;
    private readonly PostgresWakes wakes;

    private PostgresJournal(NpgsqlDataSource database, string epoch, PostgresOptions options, TimeProvider time)
    {
        (this.database, Epoch, this.time) = (database, epoch, time);
        commands = new(database);
        wakes = new(commands, (grain, cancellationToken) => WriterOf(grain).SettleAsync(grain, isRead: false, cancellationToken));
        writers = [.. Enumerable.Range(0, options.Writers).Select(_ => new JournalWriter(commands, options, time, wakes.Doubt))];
    }

    public string Epoch { get; }

    public DateTimeOffset? LastClock => wakes.LastClock;

    public DateTimeOffset? Next => wakes.Next;

    /// <summary>The database, for what else a cluster keeps there.</summary>
    public NpgsqlDataSource Database => database;

    /// <summary>Makes or updates the tables.</summary>
    /// <param name="options">Checked before.</param>
    /// <param name="settings">Options that a grid keeps as it was made, by name.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="JournalUnusableException">The database cannot be used.</exception>
    public static PostgresJournal Open(PostgresOptions options, IReadOnlyDictionary<string, string> settings, TimeProvider time)
    {
        var place = new NpgsqlConnectionStringBuilder(options.ConnectionString) { MaxAutoPrepare = PreparedStatements };
        if (!place.ContainsKey("Command Timeout"))
            place.CommandTimeout = CommandSeconds;
        var opened = NpgsqlDataSource.Create(place);
        try
        {
            using var connection = opened.OpenConnection();
            return new(opened, PostgresSchema.Open(connection, settings), options, time);
        }
        catch (Exception failure)
        {
            opened.Dispose();
            if (!JournalCommands.IsFailure(failure))
                throw;
            throw new JournalUnusableException($"The database {place.Database} at {place.Host}:{place.Port} cannot be used: {failure.Message}", failure);
        }
    }

    public AppendReceipt Append(string grain, long expectedVersion, ReadOnlyMemory<byte> row, DateTimeOffset? nextWake)
    {
        var receipt = WriterOf(grain).Append(grain, expectedVersion, row, nextWake);
        wakes.Appended(grain, nextWake);
        return receipt;
    }

    /// <inheritdoc/>
    /// <remarks>One whose refusal shows only when it is stored is left out instead.</remarks>
    public void Snapshot(string grain, long version, ReadOnlyMemory<byte> state) => WriterOf(grain).Snapshot(grain, version, state);

    /// <inheritdoc/>
    /// <remarks>Waits for what this process has on its way; the grain may append again afterwards, where it lost its place before.</remarks>
    public async ValueTask<JournalHistory> ReadAsync(string grain, CancellationToken cancellationToken = default)
    {
        await WriterOf(grain).SettleAsync(grain, isRead: true, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await commands.ReadAsync(grain, cancellationToken);
            }
            catch (Exception failure) when (JournalCommands.IsFailure(failure))
            {
                if (attempt == ReadAttempts)
                    throw new JournalFailedException($"The database did not answer: {failure.Message}", failure);
                await Task.Delay(ReadAgain * attempt, time, cancellationToken);
            }
        }
    }

    public ValueTask ToGrainsAsync(AppendReceipt receipt) => new(receipt.Durable);

    /// <inheritdoc/>
    /// <remarks>At once, since grains answer when their rows are stored; while the database does not answer, when it does again.</remarks>
    public ValueTask ToOutsideAsync()
    {
        foreach (var writer in writers)
        {
            if (!writer.Answering.IsCompletedSuccessfully)
                return new(Task.WhenAll(writers.Select(one => one.Answering)));
        }

        return ValueTask.CompletedTask;
    }

    public IReadOnlyList<string> Due(DateTimeOffset now, int most) => wakes.Due(now, most);

    public void Snooze(string grain, DateTimeOffset until) => wakes.Snooze(grain, until);

    /// <summary>Takes in the stored wakes of a share up to an instant.</summary>
    public Task ReadWakesAsync(WakeShare share, DateTimeOffset until, CancellationToken cancellationToken) => wakes.ReadAsync(share, until, cancellationToken);

    /// <summary>Looks up what <see cref="Due"/> had to pass over because it may be out of date.</summary>
    public Task LookUpWakesAsync(CancellationToken cancellationToken) => wakes.LookUpAsync(cancellationToken);

    /// <summary>Every grain that ever appended, in the order of first appends.</summary>
    public Task<IReadOnlyList<string>> GetGrainsAsync(CancellationToken cancellationToken = default) => commands.GrainsAsync(cancellationToken);

    /// <summary>Stores what was taken in, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(writers.Select(writer => writer.CloseAsync()));
        await database.DisposeAsync();
    }

    private JournalWriter WriterOf(string grain) => writers[TextHash.Of(grain) % (uint)writers.Length];
}
