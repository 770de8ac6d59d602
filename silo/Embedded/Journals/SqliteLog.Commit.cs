using MatchGrid.Journals;
using MatchGrid.Silo.Storage;

namespace MatchGrid.Silo.Journals;

/// <content>Committing: on the writer's thread, or inside <see cref="Flush"/>.</content>
public sealed partial class SqliteLog
{
    private const int MostSpare = 1024;

    /// <summary>The list of a group that is done, for the next one.</summary>
    private List<LogEntry>? spare;

    private void Write()
    {
        while (true)
        {
            lock (gate)
            {
                while (gathering.IsEmpty && !checkpoint.IsRunning && !closing)
                    Monitor.Wait(gate);
                if (closing)
                    break;
            }

            Commit(Take());
            if (failure is not null)
                break;
        }

        WriteRest();
        stopped.SetResult();
    }

    /// <summary>At the end: the last group and a checkpoint of all that changed.</summary>
    private void WriteRest()
    {
        do
            Commit(Take());
        while (failure is null && checkpoint.IsRunning);
    }

    private LogGroup Take()
    {
        lock (gate)
        {
            committing = gathering;
            gathering = new LogGroup(heads.Tail, options.Manual, spare);
            spare = null;
            checkpoint.TakePart(force: closing);
            Monitor.PulseAll(gate);
            return committing;
        }
    }

    private void Commit(LogGroup group)
    {
        if (failure is not null || (group.IsEmpty && !checkpoint.IsRunning))
        {
            lock (gate)
                committing = null;
            return;
        }

        var start = time.GetTimestamp();
        try
        {
            writer.Commit(group, checkpoint);
        }
        catch (SqliteFaultException e)
        {
            Fail(e);
            return;
        }

        lock (gate)
        {
            synced += group.Entries.Count;
            committing = null;
            metrics.Committed(group, time.GetElapsedTime(start));
            if (group.Entries.Capacity <= MostSpare)
            {
                spare = group.Entries;
                spare.Clear();
            }
        }

        group.Complete();
        try
        {
            writer.BoundWal();
        }
        catch (SqliteFaultException e)
        {
            Fail(e);
        }
    }

    private void Fail(Exception e)
    {
        LogGroup[] lost;
        lock (gate)
        {
            failure = new JournalFailedException($"The log in {folder.Path} failed; what was in flight is unknown: {e.Message}", e);
            lost = committing is null ? [gathering] : [committing, gathering];
            Monitor.PulseAll(gate);
        }

        foreach (var group in lost)
            group.Fail(Again(failure));
        options.OnFailure?.Invoke(failure);
    }
}
