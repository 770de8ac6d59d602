using System.Collections.Immutable;
using MatchGrid.Cells;
using MatchGrid.Embedded;
using MatchGrid.Feed;
using MatchGrid.Hours;
using MatchGrid.Identifiers;
using MatchGrid.Markets;
using MatchGrid.Patients;
using MatchGrid.Pharmacies;
using MatchGrid.Replay.Conduct;
using MatchGrid.Replay.Data;
using MatchGrid.Replay.Demand;
using MatchGrid.Requests;
using MatchGrid.Silo;
using MatchGrid.Silo.Identifiers;
using MatchGrid.Skus;
using Microsoft.Extensions.DependencyInjection;

namespace MatchGrid.Replay.Running;

/// <summary>
/// Replays a series on a grid in this process, under a virtual clock that jumps from event to event. The same series, options and seed give
/// the same run.
/// </summary>
/// <remarks>
/// A killed replay goes on where it stopped: stock reports carry the place's numbers, request ids follow from seed and index, so what is
/// sent twice changes nothing; and what people are going to do follows from their inboxes.
/// </remarks>
public sealed partial class Replayer
{
    /// <summary>The feed forgets an observer after three minutes: it is renewed after one, and what was missed is read.</summary>
    private static readonly TimeSpan RenewObserver = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ObserverLives = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan CollectEvery = TimeSpan.FromMinutes(10);

    /// <summary>How far the clock may run ahead of what the place file says.</summary>
    private static readonly TimeSpan ClockLease = TimeSpan.FromHours(1);

    /// <summary>Cancellations this old are sent again after a start: they may have been lost, and repeating them changes nothing.</summary>
    private static readonly TimeSpan Uncertain = TimeSpan.FromDays(1);

    private static readonly SourceId Reports = new("reports");
    private static readonly SourceId Till = new("till");

    /// <summary>Calls sent at once in bulk phases.</summary>
    private const int Bulk = 500;

    private readonly Dataset dataset;
    private readonly ReplayOptions options;
    private readonly StockSeries series;
    private readonly DemandPlan plan;
    private readonly People people;
    private readonly Patients patients;
    private readonly Tally tally = new();
    private readonly PriorityQueue<Step, (DateTimeOffset At, int Patient)> steps = new();
    private readonly SortedSet<int> toRead = [];
    private readonly ReplayPace pace;
    private GridHost host = null!;
    private PendingCalls calls = null!;
    private FeedFollower follower = null!;
    private IFeedObserver observer = null!;
    private DateTimeOffset observedAt;
    private ReplayPlace place = null!;
    private int movement;
    private int need;
    private long taken;

    private Replayer(Dataset dataset, ReplayOptions options, IProgress<ReplayProgress>? progress)
    {
        (this.dataset, this.options) = (dataset, options);
        series = StockSeries.Of(dataset, options.Mode, options.Thin);
        if (series.Movements.Count == 0)
            throw new DatasetException("Nothing of the series is left at this thinning.");
        plan = new(dataset, series.ArrivingPacks, series.From, series.To, options.Demand);
        people = new(options.Demand.Seed, options.Conduct);
        patients = new(plan, people, tally);
        pace = new(options.Speed, progress);
    }

    private DateTimeOffset Now => host.Clock.GetUtcNow();

    private DateTimeOffset End => series.To + options.Drain;

    /// <summary>Replays to the end, or until cancelled: then what was done is kept, and the next call goes on.</summary>
    /// <exception cref="DatasetException">Nothing can be replayed, or the folder holds another replay.</exception>
    /// <exception cref="Silo.Storage.DataFolderException">The data folder cannot be opened.</exception>
    public static async Task<ReplayReport> RunAsync(
        Dataset dataset, ReplayOptions options, IProgress<ReplayProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var replay = new Replayer(dataset, options, progress);
        await replay.OpenAsync();
        try
        {
            replay.Prepare();
            replay.Run(cancellationToken);
            replay.Save(replay.Now >= replay.End);
            return replay.Report() with { Region = replay.CheckRegion() };
        }
        finally
        {
            await replay.host.DisposeAsync();
        }
    }

    /// <summary>When a finished replay in a data folder ended, by its own clock; null for an unfinished one or none.</summary>
    public static DateTimeOffset? EndOf(string folder) => ReplayPlace.Read(folder) is { Finished: true } place ? place.At : null;

    private async Task OpenAsync()
    {
        var of = $"{dataset.Fingerprint} {options.Mode} demand {options.Demand.Ratio} seed {options.Demand.Seed} thin {options.Thin}";
        var start = series.From.AddHours(-1);
        Directory.CreateDirectory(options.DataFolder);
        place = ReplayPlace.Read(options.DataFolder) ?? new(of, 0, start, start, 0, 0, TimeSpan.Zero, false);
        if (place.Of != of)
            throw new DatasetException($"{options.DataFolder} holds another replay ({place.Of}, not {of}). Choose another folder.");
        place = place with { Runs = place.Runs + 1 };
        (movement, need) = (place.Movements, place.Needs);
        var clock = new VirtualTimeProvider(place.ClockTo);
        host = await GridHost.StartAsync(new()
        {
            DataFolder = options.DataFolder,
            SyncToDisk = options.SyncToDisk,
            Pumped = true,
            TimeProvider = clock,
            Options = Configure,
            // Ids of another start must differ; the order of work stays first in, first out.
            Services = services => services.AddSingleton<IIdSource>(new SeededIdSource(((ulong)options.Demand.Seed << 20) + (ulong)place.Runs, clock))
                .Configure<EmbeddedOptions>(KeepActive),
        });
        calls = new(host);
        follower = new(host.Options.FeedPartitions);
        observer = host.Grains.CreateObjectReference<IFeedObserver>(follower);
    }

    private static void Configure(GridOptions grid)
    {
        // Months of heartbeats between grains that lose no call would be most of the work.
        grid.DigestPeriod = TimeSpan.Zero;
        // The checker looks at every event of the replay.
        grid.FeedKept = 1_000_000;
    }

    // A grid that lives keeps these awake by itself; without heartbeats they would forget and ask each other again all the time.
    private static void KeepActive(EmbeddedOptions engine)
    {
        foreach (var grain in new[] { typeof(PharmacyGrain), typeof(CellGrain), typeof(MarketGrain), typeof(FeedGrain) })
            engine.CollectionAges[grain] = Timeout.InfiniteTimeSpan;
        engine.CollectionInterval = CollectEvery;
    }

    private void Prepare()
    {
        Save(finished: false);
        if (movement == 0 && need == 0)
        {
            calls.Add(host.Grains.GetGrain<ICatalogueGrain>("all").PublishManyAsync([.. dataset.Products]), Expect);
            InBulk("places", dataset.Places.Count, index =>
            {
                var at = dataset.Places[index];
                var profile = new PharmacyProfile(at.Id, at.Name, PharmacyKind.Retail, at.Place, OpeningHours.AlwaysOpen, at.Address);
                calls.Add(PharmacyOf(at.Id).RegisterAsync(profile), Expect);
            });
        }

        calls.Settle();
        OpenRegion();
        for (var partition = 0; partition < host.Options.FeedPartitions; partition++)
            calls.Add(FeedOf(partition).ReadAsync(null, 0, 1), follower.StartAfter);

        calls.Settle();
        Observe();
        if (place.Runs > 1)
            ReadAllInboxes();
    }

    // After a start, and when the feed was lost: everybody who may have asked looks for themselves.
    private void ReadAllInboxes()
    {
        steps.Clear();
        var asked = 0;
        while (asked < plan.Count && plan.AtOf(asked) <= Now)
        {
            if (people.Asked(asked, plan.AtOf(asked)) is { } cancel && cancel.At > Now - Uncertain)
                Plan(cancel);
            asked++;
        }

        InBulk("inboxes", asked, Read);
    }

    private void InBulk(string phase, int count, Action<int> call)
    {
        for (var index = 0; index < count; index++)
        {
            call(index);
            if (index % Bulk != Bulk - 1)
                continue;
            calls.Settle();
            pace.Tell(phase, Now, index, count, taken, need, tally.Matches);
        }

        calls.Settle();
    }

    private void Run(CancellationToken cancellationToken)
    {
        var inputs = series.Movements.Count + plan.Count;
        pace.Begin(place.Wall, Now, movement + need, inputs);
        while (Now < End && !cancellationToken.IsCancellationRequested)
        {
            var next = NextStop();
            if (next > place.ClockTo)
                Save(finished: false);
            pace.Await(next, cancellationToken);
            host.AdvanceTo(next);
            Act();
            calls.Settle();
            if (Now - observedAt >= RenewObserver)
                Observe();
            Hear();
            pace.Tell("replay", Now, movement + need, inputs, taken, need, tally.Matches);
        }
    }

    private DateTimeOffset NextStop()
    {
        var next = Earlier(End, host.NextDue ?? End);
        if (movement < series.Movements.Count)
            next = Earlier(next, series.Movements[movement].At);
        if (need < plan.Count)
            next = Earlier(next, plan.AtOf(need));
        if (steps.TryPeek(out var step, out _))
            next = Earlier(next, step.At);
        return next < Now ? Now : next;
    }

    // What is stored first, then what the file says of it.
    private void Save(bool finished)
    {
        calls.Settle();
        place = place with { At = Now, ClockTo = NextStop() + ClockLease, Movements = movement, Needs = need, Wall = pace.Wall, Finished = finished };
        place.Write(options.DataFolder, options.SyncToDisk);
    }

    private void Act()
    {
        for (; movement < series.Movements.Count && series.Movements[movement].At <= Now; movement++)
            ReportStock(series.Movements[movement]);
        for (; need < plan.Count && plan.AtOf(need) <= Now; need++)
            Ask(need);
        while (steps.TryPeek(out var step, out _) && step.At <= Now)
            Take(steps.Dequeue());
    }

    private void Hear()
    {
        do
        {
            foreach (var partition in follower.Behind)
                ReadFeed(partition);
            foreach (var request in follower.TakeTold())
            {
                if (plan.IndexOf(request) is { } patient)
                    toRead.Add(patient);
            }

            var reading = toRead.ToImmutableArray();
            toRead.Clear();
            foreach (var patient in reading)
                Read(patient);
            calls.Settle();
        }
        while (follower.HasTold || follower.Behind.Any());

        if (follower.LostEntries)
            ReadAllInboxes();
    }

    private void Read(int patient)
    {
        var (epoch, after) = patients.PositionOf(patient);
        calls.Add(PatientOf(plan.PatientOf(patient)).GetInboxAsync(epoch, after), page =>
        {
            foreach (var step in patients.Read(patient, page))
                Plan(step);
        });
    }

    private void Observe()
    {
        var missed = Now - observedAt >= ObserverLives;
        observedAt = Now;
        for (var partition = 0; partition < host.Options.FeedPartitions; partition++)
        {
            calls.Add(FeedOf(partition).SubscribeAsync(observer));
            if (missed)
                ReadFeed(partition);
        }

        calls.Settle();
    }

    private void ReadFeed(int partition)
    {
        var (epoch, after) = follower.CursorOf(partition);
        calls.Add(FeedOf(partition).ReadAsync(epoch, after, 1000), follower.Take);
    }

    private void Plan(Step step) => steps.Enqueue(step, (step.At, step.Patient));

    private void Note<T>(Outcome<T> outcome)
    {
        if (outcome.Refusal is { } refusal)
            tally.Count(refusal);
    }

    private void Note(Outcome outcome)
    {
        if (outcome.Refusal is { } refusal)
            tally.Count(refusal);
    }

    private static void Expect(Outcome outcome)
    {
        if (outcome.Refusal is { } refusal)
            throw new InvalidOperationException($"{refusal.Code}: {refusal.Message}");
    }

    private ReplayReport Report()
    {
        var packsAsked = Enumerable.Range(0, need).Sum(index => (long)plan.QuantityOf(index));
        return new(
            place.Finished, options.Mode, options.Demand.Ratio, options.Demand.Seed, options.Thin,
            dataset.Places.Count, dataset.Events, movement, series.ArrivingPacks.Sum(), need, packsAsked,
            tally.Matched, tally.Matches, tally.PacksCollected, Ratio(tally.PacksCollected, packsAsked),
            tally.WaitSeconds(0.5), tally.WaitSeconds(0.9), tally.Broken, Ratio(tally.Broken, tally.Matches),
            tally.Declined, tally.Lapsed, tally.NoShows, tally.Collected, tally.Cancelled, tally.Expired, tally.Refusals,
            patients.Gaps, place.Runs, Now, pace.Wall.TotalSeconds, pace.StepsPerSecond(taken), tally.Matches / pace.Wall.TotalSeconds);
    }

    private static double Ratio(long part, long whole) => whole == 0 ? 0 : (double)part / whole;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private IPharmacyGrain PharmacyOf(PharmacyId id) => host.Grains.GetGrain<IPharmacyGrain>(id.Value);

    private IRequestGrain RequestOf(RequestId id) => host.Grains.GetGrain<IRequestGrain>(id.Value);

    private IPatientGrain PatientOf(PatientId id) => host.Grains.GetGrain<IPatientGrain>(id.Value);

    private IFeedGrain FeedOf(int partition) => host.Grains.GetGrain<IFeedGrain>(partition.ToString());
}
