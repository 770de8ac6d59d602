namespace MatchGrid.Tests.Faults.Trace;

/// <summary>Holds a trace against the rule: what a row promises leaves a socket only after a sync of the write-ahead log that covers the row.</summary>
internal static class SyncProof
{
    /// <summary>
    /// Everything told too early. A row is covered by a sync of the write-ahead log that was entered after the write that first held the row had
    /// returned; what rests on it may be sent once that sync has returned without an error.
    /// </summary>
    /// <exception cref="InvalidDataException">The trace does not show it sent, or does not show its row written: it proves nothing.</exception>
    public static IReadOnlyList<string> TooEarly(IReadOnlyList<SystemCall> trace, IReadOnlyList<Told> told)
    {
        var writes = trace.Where(call => call.IsToLog && !call.IsSync && call.Succeeded).ToList();
        var syncs = trace.Where(call => call.IsToLog && call.IsSync && call.Succeeded).ToList();
        var sends = trace.Where(call => call.IsToSocket).ToList();
        var early = new List<string>();
        foreach (var one in told)
        {
            var sent = sends.Find(call => one.Sent.All(part => call.Holds(part))) ?? throw new InvalidDataException($"{one.What}: nowhere sent");
            var written = writes.Find(call => call.Holds(one.Row)) ?? throw new InvalidDataException($"{one.What}: nowhere written");
            var synced = syncs.Find(call => call.Began > written.Ended);
            if (synced is null || synced.Ended >= sent.Began)
                early.Add($"{one.What}: sent at {sent.Began}, written at {written.Ended}, synced {(synced is null ? "never" : $"at {synced.Ended}")}");
        }

        return early;
    }
}
