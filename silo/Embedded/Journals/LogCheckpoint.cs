using System.Buffers;
using MatchGrid.Silo.Storage;

namespace MatchGrid.Silo.Journals;

/// <summary>
/// The heads, written down now and then so that opening need not scan the whole log.
/// </summary>
/// <remarks>
/// <para>A checkpoint has the heads that changed since the one before it (<c>since</c>), or all of them (<c>since = 0</c>) once those
/// increments outgrow them. It is written in parts, each in the transaction of a group and taken together with that group: a part never
/// speaks of a row that is not in the log.</para>
/// <para>Heads move on while parts are written. That does no harm: what a checkpoint promises is that it has every row up to
/// <c>position</c>; the scan begins there and ends with the newest. The log is the truth, a missing or unfinished
/// checkpoint costs time only.</para>
/// </remarks>
internal sealed class LogCheckpoint(LogHeads heads, int everyRows)
{
    private const int HeadsPerPart = 4096;
    private const int PartsDeletedAtOnce = 4;

    private readonly ArrayBufferWriter<byte> part = new();
    private IReadOnlyList<LogHead> source = [];
    private long lastPosition;
    private long writtenSinceFull;
    private bool isFull;
    private long position;
    private int sourceCount;
    private int taken;
    private int parts;
    private bool isDeleting;

    /// <summary>Whether a checkpoint is being written: more parts are to come, with or without rows.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Encodes the next part, if one is due. Called under the lock that guards the heads, as a group is taken.</summary>
    public void TakePart(bool force)
    {
        if (!IsRunning && (heads.Tail - lastPosition >= everyRows || (force && heads.ChangedCount > 0)))
            Start();
        if (!IsRunning || isDeleting)
            return;
        part.ResetWrittenCount();
        var end = Math.Min(sourceCount, taken + HeadsPerPart);
        for (; taken < end; taken++)
            Encode(source[taken]);
    }

    /// <summary>Writes the part that was taken, within the transaction of the group that was taken with it.</summary>
    public void WritePart(SqliteDatabase database)
    {
        if (!IsRunning)
            return;
        if (isDeleting)
        {
            DeleteObsolete(database);
            return;
        }

        var isLast = taken == sourceCount;
        using var insert = database.Prepare("INSERT INTO checkpoint(since, position, part, last, heads) VALUES (?, ?, ?, ?, ?)");
        insert.Bind(1, isFull ? 0 : lastPosition).Bind(2, position).Bind(3, parts++).Bind(4, isLast ? 1 : 0).Bind(5, part.WrittenSpan).Run();
        if (!isLast)
            return;

        lastPosition = position;
        writtenSinceFull = isFull ? 0 : writtenSinceFull + sourceCount;
        source = [];
        isDeleting = isFull;
        IsRunning = isFull;
    }

    /// <summary>Restores the heads at opening, from the grains' names, the checkpoints and the rows after them.</summary>
    public void Load(SqliteDatabase database)
    {
        heads.EnsureCapacity((int)database.Number("SELECT max(id) FROM grain"));
        using (var names = database.Prepare("SELECT name FROM grain ORDER BY id"))
        {
            while (names.Step())
                heads.Add(names.Text(0));
        }

        using (var saved = database.Prepare("SELECT since, position, part, last, heads FROM checkpoint ORDER BY id"))
        {
            var (run, expectedPart, written) = (0L, 0L, 0L);
            while (saved.Step())
            {
                var (since, upTo, number) = (saved.Number(0), saved.Number(1), saved.Number(2));
                if (number == 0)
                    (run, expectedPart, written) = (upTo, 0, 0);
                written += Decode(saved.Blob(4));
                var isPartOfRun = upTo == run && number == expectedPart++;
                if (!isPartOfRun || (since != 0 && since != lastPosition) || saved.Number(3) == 0)
                    continue;
                lastPosition = upTo;
                writtenSinceFull = since == 0 ? 0 : writtenSinceFull + written;
            }
        }

        heads.TakeChanged();
        using var rows = database.Prepare("SELECT pos, grain, kind, version, wake FROM log WHERE pos > ? ORDER BY pos");
        rows.Bind(1, lastPosition);
        while (rows.Step())
        {
            var wake = rows.IsNull(4) ? LogHead.NoWake : rows.Number(4);
            heads.Restore(rows.Number(1), rows.Number(0), (LogEntryKind)rows.Number(2), rows.Number(3), wake);
        }

        heads.Restored(database.Number("SELECT max(pos) FROM log"));
    }

    private void Start()
    {
        isFull = lastPosition == 0 || writtenSinceFull + heads.ChangedCount > heads.All.Count;
        var changed = heads.TakeChanged();
        source = isFull ? heads.All : changed;
        sourceCount = source.Count;
        position = heads.Tail;
        taken = 0;
        parts = 0;
        IsRunning = true;
    }

    private void DeleteObsolete(SqliteDatabase database)
    {
        using var delete = database.Prepare("DELETE FROM checkpoint WHERE id IN (SELECT id FROM checkpoint WHERE position < ? LIMIT ?)");
        delete.Bind(1, lastPosition).Bind(2, PartsDeletedAtOnce).Run();
        isDeleting = IsRunning = database.Changes == PartsDeletedAtOnce;
    }

    private void Encode(LogHead head)
    {
        Encode(head.Id);
        Encode(head.Version);
        Encode(head.Last);
        Encode(head.SnapshotVersion);
        Encode(head.SnapshotPosition);
        Encode(head.Wake ^ LogHead.NoWake);
    }

    private void Encode(long value)
    {
        var bytes = part.GetSpan(10);
        var count = 0;
        var rest = (ulong)value;
        for (; rest > 0x7F; rest >>= 7)
            bytes[count++] = (byte)(rest | 0x80);
        bytes[count++] = (byte)rest;
        part.Advance(count);
    }

    private int Decode(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        for (; !bytes.IsEmpty; count++)
        {
            var id = DecodeNumber(ref bytes);
            var (version, last) = (DecodeNumber(ref bytes), DecodeNumber(ref bytes));
            var (snapshotVersion, snapshotPosition) = (DecodeNumber(ref bytes), DecodeNumber(ref bytes));
            heads.Restore(id, last, LogEntryKind.Row, version, DecodeNumber(ref bytes) ^ LogHead.NoWake);
            heads.Restore(id, snapshotPosition, LogEntryKind.Snapshot, snapshotVersion, LogHead.NoWake);
        }

        return count;
    }

    private static long DecodeNumber(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        var count = 0;
        for (; bytes[count] > 0x7F; count++)
            value |= (ulong)(bytes[count] & 0x7F) << (7 * count);
        value |= (ulong)bytes[count] << (7 * count);
        bytes = bytes[(count + 1)..];
        return (long)value;
    }
}
