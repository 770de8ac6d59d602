using MatchGrid.Silo.Storage;

namespace MatchGrid.Silo.Journals;

/// <summary>Deletes rows behind snapshots: looks at a stretch of the log at a time, in append order, and begins anew at its end.</summary>
internal sealed class LogTrim
{
    private long position;

    /// <summary>Looks at the next <paramref name="mostRows"/> rows and deletes those superfluous; returns how many that were.</summary>
    /// <param name="areSuperfluous">Of rows given by position, grain, kind and version, the positions that nobody will read again.</param>
    public long Run(SqliteDatabase database, int mostRows, Func<List<LogRow>, List<long>> areSuperfluous)
    {
        var rows = new List<LogRow>(mostRows);
        using (var select = database.Prepare("SELECT pos, grain, kind, version FROM log WHERE pos > ? ORDER BY pos LIMIT ?"))
        {
            select.Bind(1, position).Bind(2, mostRows);
            while (select.Step())
                rows.Add(new(select.Number(0), (int)select.Number(1), (LogEntryKind)select.Number(2), select.Number(3)));
        }

        position = rows.Count < mostRows ? 0 : rows[^1].Position;
        var superfluous = areSuperfluous(rows);
        using var delete = database.Prepare("DELETE FROM log WHERE pos = ?");
        foreach (var row in superfluous)
            delete.Bind(1, row).Run();
        return superfluous.Count;
    }
}

/// <summary>What a stored row is, without its data.</summary>
internal readonly record struct LogRow(long Position, int Grain, LogEntryKind Kind, long Version);
