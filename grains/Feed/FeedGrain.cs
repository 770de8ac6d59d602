using System.Collections.Immutable;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Messages;
using MatchGrid.Regions;
using MatchGrid.Telemetry;
using Orleans;
using Orleans.Concurrency;
using Orleans.Utilities;

namespace MatchGrid.Feed;

/// <summary>One partition of the feed: numbers the match events of its requests and tells the hosts that follow it.</summary>
[Reentrant]
public sealed class FeedGrain : JournalledGrain<FeedState, FeedEvent>, IFeedGrain
{
    private static readonly TimeSpan ObserverExpiry = TimeSpan.FromMinutes(3);

    private readonly GridMetrics metrics;
    private readonly DemandTeller teller;
    private ObserverManager<IFeedObserver>? observers;

    public FeedGrain(JournalServices services, GridMetrics metrics)
        : base(services, FeedJson.Codec, Addresses.Feed) => (this.metrics, teller) = (metrics, new(this));

    /// <summary>Every request writes to its partition: to remember each for an hour would be millions.</summary>
    protected override TimeSpan ForgetAfter => TimeSpan.FromMinutes(5);

    // What the teller may see; it is a part of this grain that has a file of its own.
    internal int Partition => int.Parse(Key);

    internal FeedState Current => State;

    internal RegionBoard Board => Services.Regions;

    internal IGrainFactory Grains => GrainFactory;

    internal long ActivationEpoch { get; private set; }

    internal DateTimeOffset ClockNow => Now;

    internal DateTimeOffset SteadyNow => Steady;

    private string Epoch => Services.Journal.Epoch;

    public async Task<FeedPage> ReadAsync(string? epoch, long after, int most)
    {
        var page = FeedDecider.Page(State, Partition, Epoch, epoch, after, most);
        var segment = page.StartOver || epoch != Epoch ? null : State.SegmentAfter(Math.Max(after, State.Oldest - 1));
        if (segment is not { } older)
        {
            await ToldAsync();
            return page;
        }

        // Until its segment has taken them, they stand in the outbox.
        var address = Addresses.OfFeedSegment(Partition, older.First);
        var waiting = State.Outbox.For(address).Select(letter => letter.Body).OfType<FeedMoved>().FirstOrDefault();
        var entries = waiting is not null
            ? [.. waiting.Entries.SkipWhile(entry => entry.Number <= after).Take(most)]
            : await GrainFactory.GetGrain<IFeedSegmentGrain>(Addresses.Split(address).Key).ReadAsync(after, most);
        await ToldAsync();
        return page with { Entries = entries };
    }

    public Task AskDemandAsync(RegionId region)
    {
        teller.Asked(region);
        return Task.CompletedTask;
    }

    public Task SubscribeAsync(IFeedObserver observer)
    {
        (observers ??= new(ObserverExpiry, Services.Log)).Subscribe(observer, observer);
        return Task.CompletedTask;
    }

    public Task UnsubscribeAsync(IFeedObserver observer)
    {
        observers?.Unsubscribe(observer);
        return Task.CompletedTask;
    }

    protected override void OnLoaded() => ActivationEpoch = Services.NextEpoch();

    // One row for all letters of a delivery: none of them changes what another means.
    protected override void Take(string from, ImmutableArray<Letter> letters) =>
        Commit(FeedDecider.Receive(State, letters, Options, Partition, Services.Regions.Current), new(from, letters[^1].Number, letters[^1].Closes ? Steady : null));

    protected override void OnCommitted(IReadOnlyList<FeedEvent> events)
    {
        foreach (var entered in events.OfType<EventsEntered>())
        {
            teller.Changed(entered.Events);
            foreach (var match in entered.Events)
                metrics.MatchEvents.Add(1, new KeyValuePair<string, object?>("kind", match.Kind));
            if (observers is not { Count: > 0 })
                continue;
            var page = FeedDecider.Page(State, Partition, Epoch, Epoch, State.Last - entered.Events.Length, entered.Events.Length);
            WhenTold(() => observers.Notify(observer => observer.AppendedAsync(page).Unawaited()));
        }
    }
}
