using System.Collections.Immutable;
using MatchGrid.Journals;
using MatchGrid.Messages;
using MatchGrid.Telemetry;
using Orleans.Concurrency;
using Orleans.Utilities;

namespace MatchGrid.Feed;

/// <summary>One partition of the feed: numbers the match events of its requests and tells the hosts that follow it.</summary>
[Reentrant]
public sealed class FeedGrain(JournalServices services, GridMetrics metrics)
    : JournalledGrain<FeedState, FeedEvent>(services, FeedJson.Codec, Addresses.Feed), IFeedGrain
{
    private static readonly TimeSpan ObserverExpiry = TimeSpan.FromMinutes(3);

    private ObserverManager<IFeedObserver>? observers;

    /// <summary>Every request writes to its partition: to remember each for an hour would be millions.</summary>
    protected override TimeSpan ForgetAfter => TimeSpan.FromMinutes(5);

    private int Partition => int.Parse(Key);

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

    // One row for all letters of a delivery: none of them changes what another means.
    protected override void Take(string from, ImmutableArray<Letter> letters) =>
        Commit(FeedDecider.Receive(State, letters, Options, Partition), new(from, letters[^1].Number, letters[^1].Closes ? Steady : null));

    protected override void OnCommitted(IReadOnlyList<FeedEvent> events)
    {
        foreach (var entered in events.OfType<EventsEntered>())
        {
            foreach (var match in entered.Events)
                metrics.MatchEvents.Add(1, new KeyValuePair<string, object?>("kind", match.Kind));
            if (observers is not { Count: > 0 })
                continue;
            var page = FeedDecider.Page(State, Partition, Epoch, Epoch, State.Last - entered.Events.Length, entered.Events.Length);
            WhenTold(() => observers.Notify(observer => observer.AppendedAsync(page).Unawaited()));
        }
    }
}
