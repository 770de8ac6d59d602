using MatchGrid.Silo.Journals;

namespace MatchGrid.Silo.Storage;

/// <summary>
/// Copies of a whole grid: taken while its server runs, and put back. A backup is a folder with a database that has no epoch: restored, or
/// started as it is, it gets a new one, and clients that come back with numbers of the lost future are told.
/// </summary>
public static class GridBackup
{
    /// <summary>A step of the copy: 1 MiB. A server's commit waits for one of them at most, and they leave it half of the time.</summary>
    private const int PagesAtOnce = 256;

    /// <summary>
    /// Copies what is durable at one instant, not before the call: everything acknowledged until then. Reads beside the running server, which
    /// waits for nothing but the disk; meanwhile its write-ahead log grows.
    /// </summary>
    /// <param name="folder">A data folder, in use or not.</param>
    /// <param name="target">The backup: a folder that is not there yet, or empty.</param>
    /// <exception cref="DataFolderException">There is no grid in the folder, it cannot be read, or the target is not empty or cannot be written.</exception>
    public static BackupReport Take(string folder, string target, TimeProvider time, IProgress<CopyProgress>? progress = null, CancellationToken cancellationToken = default) =>
        // A write that changes nothing: SQLite syncs the folder with it, and so the file's name.
        Copy(DataFolder.Existing(folder), target, time, progress, static (copy, _) => copy.Execute($"PRAGMA user_version = {copy.Number("PRAGMA user_version")}"), cancellationToken);

    /// <summary>Makes a data folder of a backup, brings it to this version's format and gives it a new epoch.</summary>
    /// <param name="backup">A backup, or any data folder.</param>
    /// <param name="folder">A folder that is not there yet, or empty.</param>
    /// <exception cref="DataFolderException">As with <see cref="Take"/>; also when a process uses the folder, or a newer version wrote the backup.</exception>
    public static BackupReport Restore(string backup, string folder, TimeProvider time, IProgress<CopyProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Copy(DataFolder.Existing(backup), folder, time, progress, static (copy, path) => LogSchema.Prepare(copy, path, syncToDisk: true), cancellationToken);

    private static BackupReport Copy(
        string from, string to, TimeProvider time, IProgress<CopyProgress>? progress, Action<SqliteDatabase, string> publish, CancellationToken cancellationToken)
    {
        var (start, isNew) = (time.GetTimestamp(), !Directory.Exists(to));
        using var target = DataFolder.Hold(to);
        if (!target.IsEmpty)
            throw new DataFolderException($"The folder {target.Path} is not empty. Choose one that is not there yet.", fault: DataFolderFault.NotEmpty);
        var part = target.Database + ".part";
        try
        {
            var (tail, grains) = CopyPages(from, part, time, progress, cancellationToken);
            ForgetEpoch(part);
            File.Move(part, target.Database);
            using var copy = SqliteDatabase.Open(target.Database, readOnly: false);
            copy.Execute("PRAGMA synchronous = EXTRA");
            publish(copy, target.Path);
            return new(
                target.Path, LogSchema.FormatOf(copy, target.Path), LogSchema.EpochOf(copy), tail, grains, new FileInfo(target.Database).Length,
                time.GetElapsedTime(start).TotalSeconds);
        }
        catch (Exception e)
        {
            File.Delete(part);
            if (isNew)
                Directory.Delete(target.Path, recursive: true);
            if (e is SqliteFaultException or IOException or UnauthorizedAccessException)
                throw new DataFolderException($"{from} could not be copied to {target.Path}: {e.Message}", e);
            throw;
        }
    }

    private static (long Tail, long Grains) CopyPages(
        string from, string part, TimeProvider time, IProgress<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        using var source = SqliteDatabase.Open(DataFolder.DatabaseOf(from), readOnly: true);
        source.Execute("BEGIN"); // the first read below fixes what is copied
        if (LogSchema.FormatOf(source, from) == 0)
            throw new DataFolderException($"The database in {from} is empty.");
        var (tail, grains, pageBytes) = (source.Number("SELECT max(pos) FROM log"), source.Number("SELECT max(id) FROM grain"), source.Number("PRAGMA page_size"));
        using var copy = SqliteDatabase.Open(part, readOnly: false);
        copy.Execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;");
        using var file = new FileStream(part, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var step = time.GetTimestamp();
        source.CopyTo(copy, PagesAtOnce, (done, of) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Synced step by step: hundreds of megabytes at once would hold up the server's commits for as long.
            file.Flush(flushToDisk: true);
            progress?.Report(new(done * pageBytes, of * pageBytes));
            cancellationToken.WaitHandle.WaitOne(time.GetElapsedTime(step));
            step = time.GetTimestamp();
        });
        return (tail, grains);
    }

    private static void ForgetEpoch(string part)
    {
        using (var copy = SqliteDatabase.Open(part, readOnly: false))
        {
            copy.Execute("PRAGMA journal_mode = DELETE"); // one file, also where nothing can be written
            LogSchema.ForgetEpoch(copy);
        }

        using var file = new FileStream(part, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }
}

/// <summary>A copy that was made.</summary>
/// <param name="Folder">Where it stands.</param>
/// <param name="Format">Of its database.</param>
/// <param name="Epoch">Of a restored folder; null for a backup.</param>
/// <param name="Tail">Position of the last row of the log: the instant that was copied.</param>
/// <param name="Grains">Grains that it has.</param>
/// <param name="Bytes">Of its database.</param>
public sealed record BackupReport(string Folder, int Format, string? Epoch, long Tail, long Grains, long Bytes, double Seconds);

/// <summary>How far a copy is, in bytes.</summary>
public readonly record struct CopyProgress(long Done, long Of);
