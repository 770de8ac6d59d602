namespace MatchGrid.Silo.Storage;

/// <summary>
/// A data folder held by this process alone, until disposed. Everything the embedded engine writes stands in it.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    // What opening a file that somebody holds ends in: EAGAIN on Linux and macOS, a sharing violation on Windows.
    private static readonly int[] Held = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream hold;

    private DataFolder(string path, FileStream hold)
    {
        Path = path;
        this.hold = hold;
    }

    public string Path { get; }

    public string Database => System.IO.Path.Combine(Path, "matchgrid.db");

    /// <summary>Takes the folder; creates it when it is not there.</summary>
    /// <exception cref="DataFolderException">It cannot be created or written, or another process holds it.</exception>
    public static DataFolder Hold(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full);
            var file = System.IO.Path.Combine(full, "lock");
            return new DataFolder(full, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException(
                Held.Contains(e.HResult) ? $"The data folder {full} is in use by another process." : $"The data folder {full} cannot be written: {e.Message}", e);
        }
    }

    public void Dispose() => hold.Dispose();
}
