namespace MatchGrid.Silo.Storage;

/// <summary>
/// A data folder held by this process alone, until disposed. Everything the embedded engine writes stands in it.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const string LockFile = "lock";

    // What opening a file that somebody holds ends in: EAGAIN on Linux and macOS, a sharing violation on Windows.
    private static readonly int[] Held = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream? hold;

    private DataFolder(string path, FileStream? hold)
    {
        Path = path;
        this.hold = hold;
    }

    public string Path { get; }

    public string Database => DatabaseOf(Path);

    public static string DatabaseOf(string folder) => System.IO.Path.Combine(folder, "matchgrid.db");

    /// <summary>Takes the folder; creates it when it is not there.</summary>
    /// <exception cref="DataFolderException">It cannot be created or written, or another process holds it.</exception>
    public static DataFolder Hold(string path) => Hold(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);

    /// <summary>Keeps others from taking a folder that is only read; one that nobody ever took, such as a backup, is left as it is.</summary>
    /// <exception cref="DataFolderException">There is no database in it, it cannot be read, or another process holds it.</exception>
    public static DataFolder HoldForReading(string path)
    {
        var full = Existing(path);
        return File.Exists(System.IO.Path.Combine(full, LockFile)) ? Hold(full, FileMode.Open, FileAccess.Read) : new(full, null);
    }

    /// <summary>The full path of a folder that has a database.</summary>
    /// <exception cref="DataFolderException">It has none.</exception>
    public static string Existing(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        return File.Exists(DatabaseOf(full)) ? full : throw new DataFolderException($"There is no grid in {full}: it has no file matchgrid.db.");
    }

    /// <summary>Whether nothing stands in it but what <see cref="Hold(string)"/> makes.</summary>
    public bool IsEmpty => !Directory.EnumerateFileSystemEntries(Path).Any(entry => System.IO.Path.GetFileName(entry) != LockFile);

    public void Dispose() => hold?.Dispose();

    private static DataFolder Hold(string path, FileMode mode, FileAccess access)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            if (mode == FileMode.OpenOrCreate)
                Directory.CreateDirectory(full);
            return new DataFolder(full, new FileStream(System.IO.Path.Combine(full, LockFile), mode, access, FileShare.None));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Held.Contains(e.HResult)
                ? new DataFolderException($"The data folder {full} is in use by another process.", e, DataFolderFault.InUse)
                : new DataFolderException($"The data folder {full} cannot be written: {e.Message}", e, DataFolderFault.Unusable);
        }
    }
}
