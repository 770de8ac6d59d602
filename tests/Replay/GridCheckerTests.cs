using MatchGrid.Feed;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Markets;
using MatchGrid.Messages;
using MatchGrid.Patients;
using MatchGrid.Pharmacies;
using MatchGrid.Replay.Checking;
using MatchGrid.Requests;
using Xunit;

namespace MatchGrid.Tests.Replay;

public sealed class GridCheckerTests
{
    private static readonly string P1 = Addresses.Of(new PharmacyId("P1"));
    private static readonly string Held = Addresses.Of(new RequestId("held"));

    [Fact]
    public async Task Folder_OfAGridAtRest_BreaksNothing()
    {
        using var story = await StoredStory.WriteAsync();

        var report = await GridChecker.CheckAsync(story.Folder);

        Assert.Empty(report.Violations);
        Assert.Equal((1, 3, 1, 3, 1), (report.Pharmacies, report.Requests, report.SeekingRequests, report.Patients, report.LiveHolds));
        Assert.True(report.FeedEntries >= 6);
    }

    [Fact]
    public async Task Holds_BeyondWhatIsOnHand_BreakInvariant1()
    {
        using var story = await StoredStory.WriteAsync();
        await story.AppendAsync(P1, PharmacyJson.Codec, state => new([Placed(state, "too-many", packs: 2)]));

        await AssertBrokenAsync(story, Violation.Holds, P1, "3 held, 1 on hand");
    }

    [Fact]
    public async Task Matches_BeyondWhatWasAskedFor_BreakInvariant1()
    {
        using var story = await StoredStory.WriteAsync();
        await story.AppendAsync(
            Held, RequestJson.Codec, state => new([new MatchMade(state.OpenedAt, state.Matches[0] with { Id = new("second") })]));

        await AssertBrokenAsync(story, Violation.Holds, Held, "2 packs matched, 1 asked for");
    }

    [Fact]
    public async Task Match_WithoutItsHold_BreaksInvariant3()
    {
        using var story = await StoredStory.WriteAsync();
        await story.AppendAsync(
            P1, PharmacyJson.Codec, state => new([new HoldClosed(state.Holds.Keys.First(), StoredStory.Here, null, state.LastReportAt!.Value)]));

        await AssertBrokenAsync(story, Violation.Agreement, Held, "has no hold");
    }

    [Fact]
    public async Task Hold_WithoutItsMatch_BreaksInvariant3()
    {
        using var story = await StoredStory.WriteAsync();
        await story.AppendAsync(
            Held, RequestJson.Codec, state => new([new MatchDeclined(state.OpenedAt, state.Matches[0].Id)], [new(P1, long.MaxValue)]));

        await AssertBrokenAsync(story, Violation.Agreement, P1, "has no such match");
    }

    [Fact]
    public async Task Hold_PendingForLong_BreaksInvariant3()
    {
        using var story = await StoredStory.WriteAsync();
        await story.AppendAsync(P1, PharmacyJson.Codec, state => new([
            new StockReported(new("till"), null, state.LastReportAt!.Value, [new(StoredStory.Here, 9, null, state.LastReportAt.Value)]),
            Placed(state, "forgotten", packs: 1)]));

        var at = (await GridChecker.CheckAsync(story.Folder)).At;
        await AssertBrokenAsync(story, Violation.Agreement, P1, "has been pending since", at.AddMinutes(1));
    }

    [Fact]
    public async Task Match_WhoseNewsIsOnItsWay_BreaksNothing()
    {
        using var story = await StoredStory.WriteAsync();
        await story.AppendAsync(Held, RequestJson.Codec, state => new([new MatchDeclined(state.OpenedAt, state.Matches[0].Id)]));

        Assert.Empty((await GridChecker.CheckAsync(story.Folder)).Violations);
    }

    [Fact]
    public async Task Notice_EnteredTwice_BreaksInvariant4()
    {
        using var story = await StoredStory.WriteAsync();
        var patient = Addresses.Of(StoredStory.Patient("held"));
        await story.AppendAsync(patient, PatientJson.Codec, state => new([new NoticeEntered(state.Inbox![^1].Notice)]));

        await AssertBrokenAsync(story, Violation.Inbox, patient, "2 entries, but 1 were written");
    }

    [Fact]
    public async Task Notice_TakenAndNotThere_BreaksInvariant4()
    {
        using var story = await StoredStory.WriteAsync();
        var patient = Addresses.Of(StoredStory.Patient("held"));
        await story.AppendAsync(
            Held, RequestJson.Codec, state => new([new MatchSetAside(state.OpenedAt, state.Matches[0].Id)]));
        await story.AppendAsync(Held, RequestJson.Codec, _ => new(null, [new(patient, long.MaxValue)]));

        await AssertBrokenAsync(story, Violation.Inbox, patient, "written was");
    }

    [Fact]
    public async Task Inbox_WithAGapInItsNumbers_BreaksInvariant4()
    {
        using var story = await StoredStory.WriteAsync();
        var patient = Addresses.Of(StoredStory.Patient("collected"));
        await story.ReplaceAsync(patient, PatientJson.Codec, state => new PatientState
        {
            Epoch = state.Epoch,
            Last = state.Last,
            Requests = state.Requests,
            Inbox = [state.Inbox![0], state.Inbox[2]],
            Outbox = state.Outbox,
            Inbound = state.Inbound,
        });

        await AssertBrokenAsync(story, Violation.Inbox, patient, "number 1 is followed by 3");
    }

    [Fact]
    public async Task FeedEvent_EnteredTwice_BreaksInvariant5()
    {
        using var story = await StoredStory.WriteAsync();
        var feed = FeedOf("collected");
        await story.AppendAsync(feed, FeedJson.Codec, state => new([new EventsEntered([state.Entries[^1].Event])]));

        await AssertBrokenAsync(story, Violation.Feed, feed, "");
    }

    [Fact]
    public async Task FeedEvents_OutOfOrder_BreakInvariant5()
    {
        using var story = await StoredStory.WriteAsync();
        var feed = FeedOf("collected");
        await story.ReplaceAsync(feed, FeedJson.Codec, state =>
        {
            var entries = state.Entries.ToList();
            var held = entries.FindIndex(entry => entry.Event is { Request.Value: "collected", Kind: MatchEventKind.Held });
            var collected = entries.FindIndex(entry => entry.Event is { Request.Value: "collected", Kind: MatchEventKind.Collected });
            (entries[held], entries[collected]) = (entries[held] with { Event = entries[collected].Event }, entries[collected] with { Event = entries[held].Event });
            return new FeedState { Last = state.Last, Entries = entries, Outbox = state.Outbox, Inbound = state.Inbound };
        });

        await AssertBrokenAsync(story, Violation.Feed, feed, "begins with Collected");
    }

    [Fact]
    public async Task Feed_WithAGapInItsNumbers_BreaksInvariant5()
    {
        using var story = await StoredStory.WriteAsync();
        var feed = FeedOf("collected");
        await story.ReplaceAsync(feed, FeedJson.Codec, state => new FeedState
        {
            Last = state.Last,
            Entries = [.. state.Entries.Where(entry => entry.Number != 2)],
            Outbox = state.Outbox,
            Inbound = state.Inbound,
        });

        await AssertBrokenAsync(story, Violation.Feed, feed, "number 1 is followed by 3");
    }

    [Fact]
    public async Task Hold_ThatIsOverdue_BreaksInvariant6()
    {
        using var story = await StoredStory.WriteAsync();
        var at = (await GridChecker.CheckAsync(story.Folder)).At;

        Assert.Empty((await GridChecker.CheckAsync(story.Folder, at.AddHours(1))).Violations);
        var broken = Assert.Single((await GridChecker.CheckAsync(story.Folder, at.AddHours(3))).Violations);
        Assert.Equal((Violation.Deadlines, P1), (broken.Invariant, broken.Grain));
    }

    [Fact]
    public async Task Supply_BesideWaitingDemand_BreaksInvariant7()
    {
        using var story = await StoredStory.WriteAsync();
        var at = (await GridChecker.CheckAsync(story.Folder)).At;
        await story.AppendAsync(P1, PharmacyJson.Codec, _ => new([new StockReported(new("till"), null, at, [new(StoredStory.Nowhere, 1, null, at)])]));

        await AssertBrokenAsync(story, Violation.Liveness, P1, "waiting waits for 1 within reach", at.AddSeconds(10));
        Assert.Empty((await GridChecker.CheckAsync(story.Folder, at)).Violations); // just now: on its way
    }

    [Fact]
    public async Task Row_ThatIsMissing_BreaksInvariant2()
    {
        using var story = await StoredStory.WriteAsync();
        story.Execute("DELETE FROM log WHERE grain = (SELECT id FROM grain WHERE name = 'request/held') AND version = 2 AND kind = 0");

        await AssertBrokenAsync(story, Violation.Stored, Held, "rows are missing");
    }

    [Fact]
    public async Task Row_ThatCannotBeRead_BreaksInvariant2()
    {
        using var story = await StoredStory.WriteAsync();
        story.Execute("UPDATE log SET data = CAST('{\"events\":[{\"t\":\"no.9\"}]}' AS BLOB) WHERE grain = (SELECT id FROM grain WHERE name = 'pharmacy/P1') AND version = 2");

        await AssertBrokenAsync(story, Violation.Stored, P1, "cannot be read");
    }

    [Fact]
    public async Task Page_OverwrittenInTheDatabase_BreaksInvariant2()
    {
        using var story = await StoredStory.WriteAsync();
        story.Execute("PRAGMA journal_mode = DELETE");
        using (var file = new FileStream(Path.Combine(story.Folder, "matchgrid.db"), FileMode.Open))
        {
            file.Position = (story.Scalar("SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_document_1'") - 1) * 4096;
            file.Write(new byte[4096]);
        }

        await AssertBrokenAsync(story, Violation.Stored, "matchgrid.db", "");
    }

    [Fact]
    public async Task Check_OfAFolder_ChangesNothingInIt()
    {
        using var story = await StoredStory.WriteAsync();
        var before = File.ReadAllBytes(Path.Combine(story.Folder, "matchgrid.db"));

        await GridChecker.CheckAsync(story.Folder);

        Assert.Equal(before, File.ReadAllBytes(Path.Combine(story.Folder, "matchgrid.db")));
    }

    [Fact]
    public async Task Seeker_MissingInItsMarket_BreaksMembership()
    {
        using var story = await StoredStory.WriteAsync();
        var market = await MarketOfAsync(story, "waiting");
        await story.AppendAsync(market, MarketJson.Codec, _ => new([new DemandLeft(new("waiting"))], Received: [new(Addresses.Of(new RequestId("waiting")), long.MaxValue, null)]));

        await AssertBrokenAsync(story, Violation.Membership, market, "seeks here and is no member");
    }

    [Fact]
    public async Task Member_ThatDoesNotSeek_BreaksMembership()
    {
        using var story = await StoredStory.WriteAsync();
        var market = await MarketOfAsync(story, "waiting");
        await story.AppendAsync(
            market, MarketJson.Codec, state => new([new DemandJoined(state.Book.Find(new("waiting"))!.Demand with { Request = new("collected") })]));

        await AssertBrokenAsync(story, Violation.Membership, market, "collected is a member and does not seek");
    }

    private static async Task AssertBrokenAsync(StoredStory story, int invariant, string grain, string what, DateTimeOffset? at = null)
    {
        var report = await GridChecker.CheckAsync(story.Folder, at);

        Assert.Contains(report.Violations, violation =>
            violation.Invariant == invariant && violation.Grain == grain && violation.What.Contains(what, StringComparison.Ordinal));
    }

    private static HoldPlaced Placed(PharmacyState state, string id, int packs)
    {
        var at = state.LastReportAt!.Value;
        return new(new(id), new("nobody"), StoredStory.Here, packs, false, at, at.AddDays(1), null);
    }

    private static string FeedOf(string request) => Addresses.OfFeed(FeedPartition.Of(new(request), new GridOptions().FeedPartitions));

    private static async Task<string> MarketOfAsync(StoredStory story, string request)
    {
        var market = "";
        await story.AppendAsync(Addresses.Of(new RequestId(request)), RequestJson.Codec, state =>
        {
            market = Addresses.Of(state.Markets[0]);
            return new(null);
        });
        return market;
    }
}
