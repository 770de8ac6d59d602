using MatchGrid.Identifiers;
using MatchGrid.Messages;
using MatchGrid.Patients;
using Xunit;

namespace MatchGrid.Tests.Grains.Patients;

public sealed class PatientGrainTests : PumpedGrid
{
    private const string Request = "request/R1";

    private IPatientGrain Patient => Grid.Grains.GetGrain<IPatientGrain>("P1");

    [Fact]
    public void Deliver_TheSameLetterAgain_IsStoredOnce()
    {
        Deliver(Patient, Request, Told(1));
        Deliver(Patient, Request, Told(1));
        Deliver(Patient, Request, Told(1), Told(4), Told(6));
        Deliver(Patient, Request, Told(4));

        Assert.Equal([(1, 1), (2, 4), (3, 6)], Numbers(Inbox()));
    }

    [Fact]
    public void Deliver_FromTwoRequests_NumbersInOrderOfArrival()
    {
        Deliver(Patient, Request, Told(1));
        Deliver(Patient, "request/R2", Told(1, 11));
        Deliver(Patient, Request, Told(2));

        Assert.Equal([(1, 1), (2, 11), (3, 2)], Numbers(Inbox()));
    }

    [Fact]
    public async Task Restart_WithEverythingInIt_KeepsEverything()
    {
        Assert.True(Grid.Run(() => Patient.ReserveAsync("group", new("R1"))).IsDone);
        Deliver(Patient, Request, Told(1), Told(2));
        Deliver(Patient, "request/unknown", Told(7));
        Grid.Run(() => Patient.SetProfileAsync(new("Ada", "en")));
        var before = Inbox();

        await CrashAsync();
        Deliver(Patient, Request, Told(2));
        Deliver(Patient, "request/unknown", Told(7));

        var after = Inbox();
        Assert.Equal(before.Epoch, after.Epoch);
        Assert.StartsWith(Grid.Journal.Epoch + ".", after.Epoch, StringComparison.Ordinal);
        Assert.Equal(before.Entries.ToArray(), after.Entries.ToArray());
        Assert.Equal(3, after.Last);
        Assert.Equal(new PatientProfile("Ada", "en"), Grid.Run(Patient.GetProfileAsync));
        Assert.Equal(new RequestId("R1"), Grid.Run(() => Patient.GetRequestOfAsync("group")));
    }

    [Fact]
    public async Task Crash_BeforeTheFlush_LosesTheEntryAndTakesItAgain()
    {
        Deliver(Patient, Request, Told(1));
        _ = Patient.DeliverAsync(new(Request, [Told(2)]));
        await CrashAsync();

        Assert.Equal([(1, 1)], Numbers(Inbox()));
        Deliver(Patient, Request, Told(2));
        Assert.Equal([(1, 1), (2, 2)], Numbers(Inbox()));
    }

    [Fact]
    public async Task Restart_AfterASnapshot_IsTheSame()
    {
        Grid.Run(() => Patient.ReserveAsync("group", new("R1")));
        Grid.Run(() => Patient.ReserveAsync("other", new("R2")));
        for (var number = 1; number <= 250; number++)
            Deliver(Patient, number % 2 == 0 ? Request : "request/R2", Told(number));
        Deliver(Patient, "request/R2", new Letter(251, new RequestClosed(new("R2"), "other"), Closes: true));
        var before = Inbox(after: 200);
        Assert.NotEqual(0, (await Grid.Journal.ReadAsync("patient/P1")).SnapshotVersion);

        await RestartAsync();
        Deliver(Patient, Request, Told(250));

        Assert.Equal(before.Entries.ToArray(), Inbox(after: 200).Entries.ToArray());
        Assert.Equal([new("R2"), new RequestId("R1")], Grid.Run(Patient.GetRequestsAsync).ToArray());
        Assert.Null(Grid.Run(() => Patient.GetRequestOfAsync("other")));
    }

    [Fact]
    public void Inbox_BeforeAnythingIsWritten_IsEmptyAndWritesNothing()
    {
        var page = Inbox();

        Assert.Equal((0L, 0L, 0), (page.First, page.Last, page.Entries.Length));
        Assert.Equal(new PatientProfile(null, null), Grid.Run(Patient.GetProfileAsync));
        Assert.True(Grid.Run(async () => (await Grid.Journal.ReadAsync("patient/P1")).Version == 0));
    }

    [Fact]
    public void Page_OfAnotherEpochOrANumberToCome_BeginsAtTheBeginning()
    {
        Deliver(Patient, Request, Told(1), Told(2));
        var epoch = Inbox().Epoch;

        Assert.Equal([2L], Numbers(Inbox(epoch, 1)).Select(pair => pair.Number));
        Assert.Equal([1L, 2L], Numbers(Inbox("another", 1)).Select(pair => pair.Number));
        Assert.Equal([1L, 2L], Numbers(Inbox(epoch, 3)).Select(pair => pair.Number));
        Assert.Equal([1L, 2L], Numbers(Inbox(epoch, long.MaxValue)).Select(pair => pair.Number));
        Assert.Empty(Inbox(epoch, 2).Entries);
        Assert.Equal([false, true, true, false], new[] { Inbox(epoch, 1), Inbox("another", 1), Inbox(epoch, 3), Inbox("another", 0) }.Select(page => page.StartOver));
    }

    [Fact]
    public void Page_OfALongInbox_HasAtMost256()
    {
        Deliver(Patient, Request, [.. Enumerable.Range(1, 300).Select(number => Told(number))]);

        var first = Inbox();
        Assert.Equal((256, 256L, 300L), (first.Entries.Length, first.Entries[^1].Number, first.Last));
        Assert.Equal(44, Inbox(after: 256).Entries.Length);
    }

    [Fact]
    public void Inbox_PastWhatIsKept_KeepsTheNewestAndAllOfTheLastMinute()
    {
        Deliver(Patient, Request, Told(1), Told(2), Told(3));
        Grid.Advance(TimeSpan.FromMinutes(2));
        Deliver(Patient, Request, [.. Enumerable.Range(4, 10).Select(number => Told(number))]);
        Assert.Equal((4L, 13L), (Inbox().First, Inbox().Last));

        Grid.Advance(TimeSpan.FromMinutes(2));
        Deliver(Patient, Request, Told(14));
        Assert.Equal(Enumerable.Range(10, 5).Select(number => (long)number), Inbox().Entries.Select(entry => entry.Number));
        Assert.Equal([10L, 11L], Inbox(after: 2).Entries.Select(entry => entry.Number).Take(2));
    }

    protected override void Configure(GridOptions options) => (options.InboxKept, options.MostOpenRequestsPerPatient) = (5, 3);

    private static IEnumerable<(long Number, int Letter)> Numbers(InboxPage page) =>
        page.Entries.Select(entry => (entry.Number, int.Parse(entry.Notice.Request.Value)));

    // The notice carries the letter's number where a request id would stand.
    private Letter Told(long number, int? mark = null) =>
        new(number, new PatientTold(new(NoticeKind.Held, Now, new($"{mark ?? number}"), Match: null)), Closes: true);

    private InboxPage Inbox(string? epoch = null, long after = 0) =>
        Grid.Run(async () => await Patient.GetInboxAsync(epoch ?? (await Patient.GetInboxAsync(null, 0)).Epoch, after));
}
