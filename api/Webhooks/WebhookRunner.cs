using MatchGrid.Api.Feed;
using MatchGrid.Feed;
using MatchGrid.Partners;
using MatchGrid.Silo.Skus;
using Orleans;

namespace MatchGrid.Api.Webhooks;

/// <summary>What the runners of a host share.</summary>
public sealed record WebhookTools(
    IGrainFactory Grains, FeedTail Tail, FeedReader Reader, WebhookSender Sender, LocalCatalogue Catalogue, WebhookOptions Options, TimeProvider Time,
    ILogger<WebhookRunner> Log);

/// <summary>
/// Delivers to one webhook. Each partition is a lane: its events go one after the other, and wait while one of them has to be tried again; lanes do
/// not wait for each other, and nobody waits for another webhook.
/// </summary>
public sealed partial class WebhookRunner
{
    private const int PageSize = 500;
    private const double Jitter = 0.2;

    private readonly WebhookTools tools;
    private readonly Lane[] lanes;
    private readonly Lock gate = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly List<WebhookAttempt> attempts = [];
    private readonly List<DeadLetter> dead = [];
    private readonly List<string> revived = [];
    private WebhookView view;
    private PartnerLens lens;
    private Redelivery? redelivery;
    private Task redelivering = Task.CompletedTask;
    private long delivered;
    private bool isDirty;

    public WebhookRunner(WebhookTools tools, WebhookView view, PartnerLens lens)
    {
        (this.tools, this.view, this.lens, redelivery) = (tools, view, lens, view.Redelivery);
        var cursor = FeedCursor.Read(view.Cursor, tools.Tail.Partitions);
        lanes = [.. Enumerable.Range(0, tools.Tail.Partitions).Select(partition => new Lane(partition, PositionOf(partition)))];
        foreach (var failing in view.Failing.Where(failing => cursor?.Epoch == tools.Tail.Epoch))
            (lanes[failing.Partition].Attempts, lanes[failing.Partition].NextAt) = (failing.Attempts, failing.NextAt);

        // Of another history of the grid, what stands in both was delivered.
        long PositionOf(int partition) => Math.Min(Math.Max(0, cursor?.Positions[partition] ?? long.MaxValue), tools.Tail.Last(partition));
    }

    public string Partner => view.Partner;

    /// <summary>The receiver said that it wants no more.</summary>
    public bool IsGone { get; private set; }

    /// <summary>The subscription as it is now.</summary>
    public void Take(WebhookView changed)
    {
        lock (gate)
        {
            if (changed.Version != view.Version)
                redelivery = changed.Redelivery;
            view = changed;
            IsGone &= changed.PausedBecause is not null;
        }
    }

    public void Take(PartnerLens granted) => lens = granted;

    /// <summary>Starts what can be started.</summary>
    public void Kick(DateTimeOffset now)
    {
        if (view.PausedBecause is not null || IsGone)
            return;
        foreach (var lane in lanes)
        {
            if (lane.IsFree && lane.NextAt <= now && tools.Tail.Last(lane.Partition) > lane.Position)
            {
                lane.IsFree = false;
                _ = RunAsync(lane);
            }
        }

        if (redelivery is not null && redelivering.IsCompleted)
            redelivering = RedeliverAsync();
    }

    /// <summary>What has happened since the last report; null for nothing.</summary>
    public (WebhookReport Report, int Version)? TakeReport()
    {
        lock (gate)
        {
            if (!isDirty)
                return null;
            var cursor = new FeedCursor(tools.Tail.Epoch, [.. lanes.Select(lane => lane.Position)]);
            var failing = lanes.Where(lane => lane.Attempts > 0).Select(lane => new WebhookFailure(lane.Partition, lane.Position + 1, lane.Attempts, lane.NextAt));
            var report = new WebhookReport(
                cursor.ToString(), [.. attempts.TakeLast(WebhookState.AttemptsKept)], [.. failing], [.. dead], redelivery, delivered, [.. revived]);
            attempts.Clear();
            dead.Clear();
            revived.Clear();
            (delivered, isDirty) = (0, false);
            return (report, view.Version);
        }
    }

    public void Stop() => stopping.Cancel();

    private async Task RunAsync(Lane lane)
    {
        try
        {
            while (!stopping.IsCancellationRequested && await PageAsync(lane) is { IsEmpty: false } page)
            {
                for (var index = 0; index < page.Length; index++)
                {
                    if (page.Span[index] is var entry && entry.Number > lane.Position && !await DoneAsync(lane, entry))
                        return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped: it is not known whether the last one arrived, so it is sent again.
        }
        catch (Exception failed)
        {
            LogFailed(tools.Log, view.Id, failed);
            lane.NextAt = tools.Time.GetUtcNow() + TimeSpan.FromSeconds(1);
        }
        finally
        {
            lane.IsFree = true;
        }
    }

    private async ValueTask<ReadOnlyMemory<FeedEntry>> PageAsync(Lane lane)
    {
        if (tools.Tail.Find(lane.Partition, lane.Position) is { } near)
            return near;
        var last = tools.Tail.Last(lane.Partition);
        var page = await tools.Grains.GetGrain<IFeedGrain>($"{lane.Partition}").ReadAsync(tools.Tail.Epoch, lane.Position, PageSize);
        if (page.Oldest > lane.Position + 1)
        {
            Note(new("", tools.Time.GetUtcNow(), 0, 0, 0, $"{page.Oldest - lane.Position - 1} entries of partition {lane.Partition} are kept no longer and were not looked at."));
            lane.Position = page.Oldest - 1;
        }

        return page.Entries.Where(entry => entry.Number <= last).ToArray(); // no more than may be told outside
    }

    /// <summary>False when the lane has to wait.</summary>
    private async ValueTask<bool> DoneAsync(Lane lane, FeedEntry entry)
    {
        if (view.PausedBecause is not null || IsGone)
            return false;
        if (!view.Terms.Filter.MayWant(entry.Event) || lens.See(tools.Tail.Epoch, lane.Partition, entry) is not { } seen
            || tools.Catalogue.Find(seen.Sku) is var facts && !view.Terms.Filter.Wants(seen, facts))
        {
            lane.Position = entry.Number;
            return true;
        }

        var body = WebhookBody.Of(FeedMessage.Of(seen, facts), lane.Partition);
        var sent = await tools.Sender.SendAsync(view, body, lane.Attempts + 1, stopping.Token);
        Note(sent.Attempt);
        if (sent.IsDelivered)
        {
            Move(lane, entry, 1);
            return true;
        }

        if (sent.IsGone)
        {
            IsGone = true;
            return false;
        }

        lane.Attempts++;
        if (tools.Options.WaitAfter(lane.Attempts) is { } wait)
        {
            var spread = wait * (1 + (Jitter * ((2 * Random.Shared.NextDouble()) - 1)));
            lane.NextAt = tools.Time.GetUtcNow() + (sent.RetryAfter > spread ? sent.RetryAfter.Value : spread);
            return false;
        }

        GiveUp(body, sent);
        Move(lane, entry, 0);
        return true;
    }

    // One event after the other, each a few times; what is new goes on beside it.
    private async Task RedeliverAsync()
    {
        try
        {
            var job = redelivery!;
            var cursor = (job.Cursor is null ? null : FeedCursor.Read(job.Cursor, tools.Tail.Partitions)) ?? FeedCursor.Start(tools.Tail.Epoch, tools.Tail.Partitions);
            if (job.Cursor is null)
            {
                foreach (var letter in view.Dead.Where(letter => letter.EventAt >= job.From && letter.EventAt <= job.To))
                {
                    if (await SendAgainAsync(WebhookBody.Kept(letter.Body), isDead: true))
                        Progress(job with { Sent = redelivery!.Sent + 1 });
                }
            }

            while (redelivery is { } now && now.From == job.From && now.To == job.To) // another may have been asked for
            {
                var slice = await tools.Reader.ReadAsync(cursor, lens, view.Terms.Filter, PageSize);
                if (slice.Problem is not null)
                    break;
                foreach (var one in slice.Events.Where(one => one.Event.At >= job.From && one.Event.At <= job.To))
                {
                    await SendAgainAsync(WebhookBody.Of(FeedMessage.Of(one), one.Partition), isDead: false);
                    Progress(redelivery! with { Sent = redelivery!.Sent + 1, Cursor = one.Cursor.ToString() });
                }

                cursor = slice.Cursor!;
                if (!slice.More)
                    break;
            }

            if (redelivery is { } last && last.From == job.From && last.To == job.To)
                Progress(null);
        }
        catch (OperationCanceledException)
        {
            // Stopped: the next start goes on after what was reported.
        }
        catch (Exception failed)
        {
            LogFailed(tools.Log, view.Id, failed); // tried again with the next round
        }
    }

    private async Task<bool> SendAgainAsync(WebhookBody body, bool isDead)
    {
        TimeSpan[] waits = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)];
        for (var number = 1; ; number++)
        {
            var sent = await tools.Sender.SendAsync(view, body, number, stopping.Token);
            Note(sent.Attempt);
            if (sent.IsDelivered)
            {
                lock (gate)
                {
                    delivered++;
                    if (isDead)
                        revived.Add(body.Id);
                }

                return true;
            }

            if (number > waits.Length)
            {
                if (!isDead)
                    GiveUp(body, sent);
                return false;
            }

            await Task.Delay(waits[number - 1], tools.Time, stopping.Token);
        }
    }

    private void Progress(Redelivery? now)
    {
        lock (gate)
            (redelivery, isDirty) = (now, true);
    }

    private void Note(WebhookAttempt attempt)
    {
        lock (gate)
        {
            attempts.Add(attempt);
            if (attempts.Count > 2 * WebhookState.AttemptsKept)
                attempts.RemoveRange(0, WebhookState.AttemptsKept);
            isDirty = true;
        }
    }

    private void GiveUp(WebhookBody body, SendResult sent)
    {
        lock (gate)
            dead.Add(new(body.Id, body.Time, tools.Time.GetUtcNow(), sent.Attempt.Status, body.Keep()));
    }

    private void Move(Lane lane, FeedEntry entry, int count)
    {
        lock (gate)
        {
            (lane.Position, lane.Attempts) = (entry.Number, 0);
            delivered += count;
            isDirty = true;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {Webhook} could not go on; it tries again")]
    private static partial void LogFailed(ILogger log, string webhook, Exception cause);

    private sealed class Lane(int partition, long position)
    {
        private volatile bool isFree = true;
        private long position = position;

        public int Partition => partition;

        /// <summary>Everything up to it is settled.</summary>
        public long Position
        {
            get => Volatile.Read(ref position);
            set => Volatile.Write(ref position, value);
        }

        /// <summary>At the event after it; 0 when it was not tried yet.</summary>
        public int Attempts { get; set; }

        public DateTimeOffset NextAt { get; set; }

        public bool IsFree
        {
            get => isFree;
            set => isFree = value;
        }
    }
}
