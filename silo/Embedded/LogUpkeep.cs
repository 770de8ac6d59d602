using MatchGrid.Journals;
using MatchGrid.Silo.Journals;
using Microsoft.Extensions.Hosting;

namespace MatchGrid.Silo;

/// <summary>
/// Deletes rows that snapshots made superfluous, a little at a time and only as fast as rows come in: commits wait some 2 ms for it, and an idle
/// grid is left alone.
/// </summary>
internal sealed class LogUpkeep(IJournalStore journal, TimeProvider time) : BackgroundService
{
    private const int RowsAtATime = 2_500;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (journal is not SqliteLog log)
            return;
        var (tail, due) = (log.Statistics.Tail, 0L);
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Period, time, stoppingToken);
            var now = log.Statistics.Tail;
            due += now - tail;
            tail = now;
            if (due == 0)
                continue;
            var rows = (int)Math.Min(due, RowsAtATime);
            try
            {
                await log.TrimAsync(rows);
            }
            catch (JournalFailedException)
            {
                return; // the host has been told and stops
            }

            due -= rows;
        }
    }
}
