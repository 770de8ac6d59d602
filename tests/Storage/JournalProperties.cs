using FsCheck;
using FsCheck.Fluent;
using MatchGrid.Journals;
using Xunit;

namespace MatchGrid.Tests.Storage;

/// <summary>Random histories of appends, snapshots, flushes, restarts and crashes against <see cref="JournalModel"/>.</summary>
public sealed class JournalProperties
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Grains = ["pharmacy/A", "pharmacy/B", "request/A", "market/A"];

    [Fact]
    public void SqliteLog_AnyHistory_EqualsTheModel() =>
        Prop.ForAll<byte[]>(steps => Run(new SqliteLogUnderTest(manual: true, checkpointEveryRows: 5), steps))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void InMemoryJournal_AnyHistory_EqualsTheModel() =>
        Prop.ForAll<byte[]>(steps => Run(new InMemoryJournalUnderTest(manual: true), steps)).QuickCheckThrowOnFailure();

    /// <summary>Manual journals complete every call synchronously, so the whole history does.</summary>
    private static void Run(JournalUnderTest journal, byte[] steps)
    {
        var run = RunAsync(journal, steps);
        Assert.True(run.IsCompleted);
        run.GetAwaiter().GetResult();
    }

    private static async Task RunAsync(JournalUnderTest journal, byte[] steps)
    {
        var (now, durable) = (new JournalModel(), new JournalModel());
        for (var i = 0; i < steps.Length; i++)
        {
            var (name, choice) = (Grains[steps[i] / 16 % 4], steps[i] / 64);
            switch (steps[i] % 16)
            {
                case <= 8:
                    Append(journal, now[name], name, i, choice);
                    break;
                case 9 or 10:
                    Snapshot(journal, now[name], name, i, choice);
                    break;
                case 11 or 12:
                    if (choice > 0)
                        journal.Trim(choice * 5);
                    journal.Flush();
                    durable = now.Copy();
                    Assert.True(journal.Telling.ToOutsideAsync().IsCompletedSuccessfully);
                    break;
                case 13:
                    await journal.ReopenAsync();
                    durable = now.Copy();
                    break;
                case 14:
                    await journal.CrashAsync();
                    now = durable.Copy();
                    break;
                default:
                    Assert.Throws<JournalConflictException>(() => journal.Store.Append(name, now[name].Rows.Count + 1, new byte[1], null));
                    break;
            }

            await AssertSame(journal, now, name);
        }

        foreach (var name in now.Names)
            await AssertSame(journal, now, name);
        Assert.Equal(now.WakesInOrder, journal.Wakes.Due(Start.AddDays(1), int.MaxValue));
        Assert.Equal(now.WakesInOrder.Select(name => now[name].Wake).FirstOrDefault(), journal.Wakes.Next);
        await journal.DisposeAsync();
    }

    private static void Append(JournalUnderTest journal, JournalModel.Grain grain, string name, int step, int choice)
    {
        byte[] row = [.. Enumerable.Repeat((byte)step, choice * choice * choice * 200)];
        grain.Wake = choice == 0 ? null : Start.AddSeconds((step * 7 % 10) - choice);
        Assert.Equal(grain.Rows.Count + 1, journal.Store.Append(name, grain.Rows.Count, row, grain.Wake).Version);
        grain.Rows.Add(row);
    }

    private static void Snapshot(JournalUnderTest journal, JournalModel.Grain grain, string name, int step, int choice)
    {
        var version = grain.Rows.Count - choice;
        byte[] state = [(byte)step];
        if (version < 1 || version < grain.SnapshotVersion)
        {
            Assert.Throws<JournalConflictException>(() => journal.Store.Snapshot(name, version, state));
            return;
        }

        journal.Store.Snapshot(name, version, state);
        (grain.SnapshotVersion, grain.Snapshot) = (version, state);
    }

    private static async Task AssertSame(JournalUnderTest journal, JournalModel model, string name)
    {
        var history = await journal.Store.ReadAsync(name);
        var expected = model[name];
        Assert.Equal((expected.Rows.Count, expected.SnapshotVersion), (history.Version, history.SnapshotVersion));
        Assert.Equal(expected.Snapshot, history.Snapshot?.ToArray());
        Assert.Equal(expected.Rows.Skip(expected.SnapshotVersion), history.Rows.Select(row => row.ToArray()));
    }
}
