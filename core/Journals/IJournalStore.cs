namespace MatchGrid.Journals;

/// <summary>
/// The durable history of every journalled grain: rows appended at an expected version, read back in order.
/// </summary>
/// <remarks>
/// A grain is named by kind and key, <c>pharmacy/P00001</c>. Its rows are numbered 1, 2, 3 … without a gap: that number is
/// its <em>version</em>. A row is the bytes of one decision (one or more events). The store never looks inside.
/// </remarks>
public interface IJournalStore : IJournalReader
{
    /// <summary>
    /// Names this history of the grid: another one stands here when the store is new or a backup was restored. A number or cursor that was given
    /// out under another epoch may speak of what never happened in this one.
    /// </summary>
    string Epoch { get; }

    /// <summary>
    /// Appends one row and returns at once; the receipt says when the decision may be told (<see cref="ITelling"/>).
    /// </summary>
    /// <param name="grain">Kind and key.</param>
    /// <param name="expectedVersion">The version the caller's state is at; the row becomes <c>expectedVersion + 1</c>.</param>
    /// <param name="row">The encoded events. The store owns the memory from here on.</param>
    /// <param name="nextWake">
    /// When the grain must next be poked, replacing what an earlier row said; null when no deadline, outbox entry or demand is left.
    /// </param>
    /// <exception cref="JournalConflictException">Another activation wrote that version: the caller is stale and must not go on.</exception>
    /// <exception cref="JournalFailedException">The journal can take no more rows; what was in flight is unknown.</exception>
    AppendReceipt Append(string grain, long expectedVersion, ReadOnlyMemory<byte> row, DateTimeOffset? nextWake);

    /// <summary>
    /// Stores the folded state at a version that was appended before; rows up to it are not read again.
    /// A snapshot older than the one that is there, or newer than the last row, is refused.
    /// </summary>
    /// <exception cref="JournalConflictException">The version is not one this grain has.</exception>
    void Snapshot(string grain, long version, ReadOnlyMemory<byte> state);
}

/// <summary>What <see cref="IJournalReader.ReadAsync"/> found.</summary>
/// <param name="Version">Version of the last row; 0 when there is none.</param>
/// <param name="SnapshotVersion">Version the snapshot was taken at; 0 without one.</param>
/// <param name="Snapshot">The folded state, or null.</param>
/// <param name="Rows">Rows <c>SnapshotVersion + 1 … Version</c>, in order.</param>
public sealed record JournalHistory(
    long Version, long SnapshotVersion, ReadOnlyMemory<byte>? Snapshot, IReadOnlyList<ReadOnlyMemory<byte>> Rows)
{
    public static JournalHistory Empty { get; } = new(0, 0, null, []);
}

/// <summary>Proof that a row was taken in.</summary>
/// <param name="Version">The grain's version after the row.</param>
/// <param name="Position">Where the row stands in the store's own order; greater means later. 0 where the store has no common order.</param>
/// <param name="Durable">Completes when the row survives a crash; faults when that is unknown.</param>
public readonly record struct AppendReceipt(long Version, long Position, Task Durable);

/// <summary>An append at a version that is already taken, or a snapshot of a version that is not there.</summary>
public sealed class JournalConflictException(string grain, long expected, long actual)
    : Exception($"{grain}: expected version {expected}, the journal has {actual}")
{
    public string Grain { get; } = grain;
    public long Expected { get; } = expected;
    public long Actual { get; } = actual;
}

/// <summary>The journal failed; whether the last rows are stored is unknown until it is opened again.</summary>
public sealed class JournalFailedException(string message, Exception? inner = null) : Exception(message, inner);
