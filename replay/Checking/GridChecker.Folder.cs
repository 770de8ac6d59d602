using MatchGrid.Silo;
using MatchGrid.Silo.Journals;

namespace MatchGrid.Replay.Checking;

/// <summary>The part that opens folders.</summary>
public sealed partial class GridChecker
{
    private const string DatabaseFile = "matchgrid.db";

    /// <summary>Checks a backup, or a data folder that no process uses; changes nothing in it.</summary>
    /// <param name="at">Deadlines are held against this instant. Null: the latest that is stored.</param>
    /// <param name="operators">The operator's key, where patients are encrypted.</param>
    /// <param name="keysFrom">The folder that has their keys. Null: the same.</param>
    /// <exception cref="Silo.Storage.DataFolderException">The folder cannot be opened, or what it has cannot be read with the key that was given.</exception>
    public static async Task<CheckReport> CheckAsync(
        string folder, DateTimeOffset? at = null, IProgress<CheckProgress>? progress = null, PatientKeyOptions? operators = null, string? keysFrom = null)
    {
        using var log = StoredLog.Open(folder, operators, keysFrom);
        var checker = new GridChecker(log, log.Grains, progress);
        foreach (var damage in log.CheckIntegrity())
            checker.Add(Violation.Stored, DatabaseFile, damage);
        return await checker.RunAsync(at) with { Format = log.Format, Epoch = log.Epoch };
    }
}
