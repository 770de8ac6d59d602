using MatchGrid.Feed;
using MatchGrid.Messages;
using Xunit;

namespace MatchGrid.Tests.Grains.Feed;

public sealed class FeedGrainTests : PumpedGrid
{
    private IFeedGrain Feed => Grid.Grains.GetGrain<IFeedGrain>("2");

    [Fact]
    public async Task Deliver_SeveralLetters_IsOneRowInOrder()
    {
        Deliver(Feed, "request/R1", Recorded(1, "a", "b"), Recorded(3, "c"));
        Deliver(Feed, "request/R2", Recorded(1, "d"));

        Assert.Equal(["1a", "2b", "3c", "4d"], Read().Select(Text));
        Assert.Equal(2, (await ReadAsync("feed/2", FeedJson.Codec)).Rows);
    }

    [Fact]
    public async Task Deliver_AgainWithMore_EntersOnlyWhatIsNew()
    {
        Deliver(Feed, "request/R1", Recorded(1, "a"));
        Deliver(Feed, "request/R1", Recorded(1, "a"), Recorded(2, "b"));
        await CrashAsync();
        Deliver(Feed, "request/R1", Recorded(2, "b"));
        Deliver(Feed, "request/R1", Recorded(2, "b"), Recorded(9, "c"));

        Assert.Equal(["1a", "2b", "3c"], Read().Select(Text));
    }

    [Fact]
    public void Read_InPages_HasNoGapAndNoRepeat()
    {
        for (var i = 1; i <= 7; i++)
            Deliver(Feed, $"request/R{i}", Recorded(1, $"{i}a", $"{i}b"));

        var read = new List<long>();
        while (Page(read.LastOrDefault(), 4) is { Entries.Length: > 0 } page)
        {
            Assert.Equal((2, 1L, 14L), (page.Partition, page.First, page.Last));
            read.AddRange(page.Entries.Select(entry => entry.Number));
        }

        Assert.Equal(Enumerable.Range(1, 14).Select(number => (long)number), read);
        Assert.Single(Page(3, 0).Entries);
        Assert.Empty(Page(14, 4).Entries);
        Assert.Equal(14, Page(-5, int.MaxValue).Entries.Length);
    }

    [Fact]
    public void Read_AfterACursorOfAnotherEpochOrANumberToCome_StartsOverAndSaysSo()
    {
        Deliver(Feed, "request/R1", Recorded(1, "a", "b", "c"));

        var (own, another, ahead) = (Page(2, 10), Page(2, 10, "another"), Page(4, 10));

        Assert.Equal((Grid.Journal.Epoch, false, "3c"), (own.Epoch, own.StartOver, string.Concat(own.Entries.Select(Text))));
        Assert.Equal((Grid.Journal.Epoch, true, "1a2b3c"), (another.Epoch, another.StartOver, string.Concat(another.Entries.Select(Text))));
        Assert.Equal((true, "1a2b3c"), (ahead.StartOver, string.Concat(ahead.Entries.Select(Text))));
        Assert.False(Page(0, 10, "another").StartOver);
    }

    [Fact]
    public async Task Read_PastWhatIsKept_BeginsWithTheOldestKept()
    {
        for (var i = 1; i <= 51; i++)
            Deliver(Feed, "request/R1", Recorded(i, $"{i}"));

        Assert.Equal((12L, 51L), (Page(0, 100).First, Page(0, 100).Last));
        await RestartAsync();
        Assert.Equal(Enumerable.Range(12, 40).Select(number => (long)number), Page(11, 100).Entries.Select(entry => entry.Number));
    }

    [Fact]
    public async Task Read_OfWhatMovedToSegments_GoesThroughThemWithoutAGap()
    {
        for (var i = 1; i <= 200; i++)
            Deliver(Feed, "request/R1", Recorded(i, $"{i}"));
        await RestartAsync();

        var read = new List<long> { Page(0, 1).Oldest - 1 };
        while (Page(read[^1], 7).Entries is { Length: > 0 } entries)
            read.AddRange(entries.Select(entry => entry.Number));

        // Eleven at a time leave what is kept at hand, and three such segments are kept.
        Assert.Equal((122L, 155L, 200L), (Page(0, 1).Oldest, Page(0, 1).First, read[^1]));
        Assert.Equal(Enumerable.Range(121, 80).Select(number => (long)number), read);
        Assert.Empty(Grid.Run(() => Grid.Grains.GetGrain<IFeedSegmentGrain>("2.111").ReadAsync(0, 100)));
    }

    [Fact]
    public void Deliver_LongAfterTheRest_KeepsNoneThatIsTooOld()
    {
        for (var i = 1; i <= 5; i++)
            Deliver(Feed, "request/R1", Recorded(i, $"{i}"));
        Grid.Advance(Grid.Options.FeedKeptFor * 1.2);
        Deliver(Feed, "request/R1", Recorded(6, "6"));
        Assert.Equal((1L, 6L), (Page(0, 100).First, Page(0, 100).Last));

        Grid.Advance(Grid.Options.FeedKeptFor * 0.1);
        Deliver(Feed, "request/R1", Recorded(7, "7"));
        Assert.Equal((6L, 7L), (Page(0, 100).First, Page(0, 100).Last));
    }

    [Fact]
    public async Task Restart_AfterASnapshot_GoesOnNumbering()
    {
        for (var i = 1; i <= 300; i++)
            Deliver(Feed, "request/R1", Recorded(i, $"{i}"));
        Assert.NotEqual(0, (await Grid.Journal.ReadAsync("feed/2")).SnapshotVersion);

        await RestartAsync();
        Deliver(Feed, "request/R1", Recorded(300, "300"), Recorded(301, "301"));
        Assert.Equal(["300300", "301301"], Page(299, 10).Entries.Select(Text));
    }

    [Fact]
    public void Subscribe_FromTwoHosts_BothFollowInOrder()
    {
        var (one, two) = (new Follower(), new Follower());
        var second = Grid.Grains.CreateObjectReference<IFeedObserver>(two);
        Grid.Run(() => Feed.SubscribeAsync(Grid.Grains.CreateObjectReference<IFeedObserver>(one)));
        Grid.Run(() => Feed.SubscribeAsync(second));
        Deliver(Feed, "request/R1", Recorded(1, "a", "b"));
        Grid.Run(() => Feed.UnsubscribeAsync(second));
        Deliver(Feed, "request/R1", Recorded(2, "c"));

        Assert.Equal(["1a", "2b", "3c"], one.Entries.Select(Text));
        Assert.Equal(["1a", "2b"], two.Entries.Select(Text));
    }

    [Fact]
    public async Task Senders_LongSilent_AreForgotten()
    {
        for (var minute = 0; minute < 20; minute++)
        {
            for (var i = 0; i < 10; i++)
                Deliver(Feed, $"request/R{minute}-{i}", Recorded(1, "a"));
            Grid.Advance(TimeSpan.FromMinutes(1));
        }

        var (state, _) = await ReadAsync("feed/2", FeedJson.Codec);
        Assert.Equal(200, state.Last);
        Assert.InRange(state.Inbound.Count, 50, 70);
        Assert.Equal(1, state.LastFrom("request/R19-0"));
        Assert.Equal(1, state.LastFrom("request/R15-9"));

        // Repeated within minutes: known; the sender of the first minute is not.
        Deliver(Feed, "request/R16-0", Recorded(1, "a"));
        Assert.Equal(200, Page(0, 1).Last);
        Assert.Equal(0, state.LastFrom("request/R0-0"));
    }

    protected override void Configure(GridOptions options) => (options.FeedKept, options.FeedSegments) = (40, 3);

    private static string Text(FeedEntry entry) => $"{entry.Number}{entry.Event.Request}";

    private Letter Recorded(long number, params string[] marks) => new(
        number, new Recorded([.. marks.Select(mark => new MatchEvent(MatchEventKind.Held, Now, new(mark), new("ndc:00069-1085-30"), 1))]), Closes: true);

    private IEnumerable<FeedEntry> Read() => Page(0, 1000).Entries;

    private FeedPage Page(long after, int most, string? epoch = null) =>
        Grid.Run(() => Feed.ReadAsync(epoch ?? Grid.Journal.Epoch, after, most));

    private sealed class Follower : IFeedObserver
    {
        public List<FeedEntry> Entries { get; } = [];

        public Task AppendedAsync(FeedPage page)
        {
            Entries.AddRange(page.Entries);
            return Task.CompletedTask;
        }
    }
}
