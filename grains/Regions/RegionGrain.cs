using System.Collections.Immutable;
using MatchGrid.Cells;
using MatchGrid.Feed;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Messages;
using MatchGrid.Pharmacies;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.Utilities;

namespace MatchGrid.Regions;

/// <summary>
/// A crisis region. Durable: what it is, its curves, its alarms. Its figures are soft: feed partitions and pharmacies tell them, twice a second at
/// most, and again whenever it asks.
/// </summary>
[Reentrant]
public sealed partial class RegionGrain(JournalServices services)
    : JournalledGrain<RegionState, RegionEvent>(services, RegionJson.Codec, Addresses.Region), IRegionGrain
{
    private const int MostPoints = 2_000;

    private static readonly TimeSpan ObserverExpiry = TimeSpan.FromMinutes(3);

    /// <summary>Figures are pushed at most this often.</summary>
    private static readonly TimeSpan PushEvery = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan SampleEvery = TimeSpan.FromMinutes(1);

    /// <summary>Where nothing is told, only time passes: pharmacies fall silent, stock runs out.</summary>
    private static readonly TimeSpan IdleEvery = TimeSpan.FromMinutes(5);

    /// <summary>Partitions that have not spoken are asked this often, pharmacies inside are listed anew.</summary>
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(30);

    /// <summary>Pharmacies asked at a time, so that nobody waits behind them.</summary>
    private const int AskedAtOnce = 32;

    private RegionBook? book;
    private RegionShape? shape;
    private int version;
    private ObserverManager<IRegionObserver>? observers;
    private IGrainTimer? timer;
    private bool dirty;
    private bool changed;
    private bool unsampled;
    private bool asking;
    private DateTimeOffset dueAt = DateTimeOffset.MaxValue;
    private DateTimeOffset lookedAt;
    private DateTimeOffset askedAt;
    private DateTimeOffset sampledAt;
    private readonly Queue<PharmacyId> toAsk = [];

    // In the circle around the region, and not in it.
    private readonly HashSet<PharmacyId> outside = [];

    private RegionId Id => new(Key);

    public async Task<Outcome> OpenAsync(RegionFacts facts, string by) =>
        await CommitAsync(RegionDecider.Open(State, facts, by, (int)(TextHash.Of(Key) % (uint)Options.FeedPartitions), Now));

    public async Task<Outcome> ChangeAsync(RegionFacts facts) => await CommitAsync(RegionDecider.Change(State, facts, Now));

    public async Task<Outcome> CloseAsync() => await CommitAsync(RegionDecider.Close(State, Now));

    public async Task<Outcome> AcknowledgeAsync(string alarm, string by) => await CommitAsync(RegionDecider.Acknowledge(State, alarm, by, Now));

    public async Task<RegionView?> GetAsync()
    {
        var view = State.Facts is { } facts
            ? new RegionView(facts, State.OpenedAt, State.By, [.. State.Alarms.Values], [.. State.Over.AsEnumerable().Reverse()])
            : null;
        await ToldAsync();
        return view;
    }

    public async Task<RegionFigures?> GetFiguresAsync()
    {
        var figures = State.Facts is null ? null : Shown();
        await ToldAsync();
        return figures;
    }

    public async Task<ImmutableArray<UnmetSignal>> GetSignalsAsync()
    {
        ImmutableArray<UnmetSignal> signals = [.. State.Unmet.Values];
        await ToldAsync();
        return signals;
    }

    public async Task<ImmutableArray<SkuOutlook>> GetOutlookAsync()
    {
        var outlook = State.Facts is null ? [] : SkuOutlook.Of(Shown(), State.History);
        await ToldAsync();
        return outlook;
    }

    public async Task<ImmutableArray<CellFigures>> GetCellsAsync(Sku? sku)
    {
        var cells = CoarseFigures.Of(Book.Cells(sku, RegionFigures.MostCells), Services.Regions.Secret);
        await ToldAsync();
        return cells;
    }

    public async Task<ImmutableArray<TimedSample>> GetCurveAsync(Sku? sku, DateTimeOffset from, DateTimeOffset to, int most)
    {
        var curve = State.History.Curve(sku, from, to, Math.Clamp(most, 2, MostPoints));
        await ToldAsync();
        return curve;
    }

    public Task SubscribeAsync(IRegionObserver observer)
    {
        (observers ??= new(ObserverExpiry, Services.Log)).Subscribe(observer, observer);
        Follow();
        Change();
        return Task.CompletedTask;
    }

    public Task UnsubscribeAsync(IRegionObserver observer)
    {
        observers?.Unsubscribe(observer);
        return Task.CompletedTask;
    }

    public Task DemandAsync(DemandTold told)
    {
        if (Book.Take(told))
            Change();
        return Task.CompletedTask;
    }

    public Task SupplyAsync(SupplyTold told)
    {
        outside.Remove(told.Pharmacy);
        if (Book.Take(told))
            Change();
        else
            GrainFactory.GetGrain<IPharmacyGrain>(told.Pharmacy.Value).AskSupplyAsync(Id).Unawaited();
        return Task.CompletedTask;
    }

    public Task SupplyLeftAsync(PharmacyId pharmacy)
    {
        Book.Forget(pharmacy);
        outside.Add(pharmacy);
        Change();
        return Task.CompletedTask;
    }

    protected override void OnLoaded() => Follow();

    protected override void OnCommitted(IReadOnlyList<RegionEvent> events)
    {
        Follow();
        foreach (var change in events)
        {
            var alarm = change switch
            {
                AlarmRaised raised => raised.Alarm,
                AlarmAcknowledged acknowledged => State.Alarms[acknowledged.Alarm],
                AlarmCleared => State.Over[^1],
                _ => null,
            };
            if (alarm is not null && observers is { Count: > 0 })
                WhenTold(() => observers.Notify(observer => observer.AlarmAsync(Id, alarm).Unawaited()));
        }
    }

    protected override Task OnWakeAsync()
    {
        Follow();
        return Task.CompletedTask;
    }

    private RegionBook Book => book ??= new(RegionCells.LevelOf(shape ?? new(RegionArea.Earth)));

    private bool Counts => State.Facts?.CountsAt(Now) ?? false;

    // Keeps the book of the region as it is now, and the timer while there is something to do.
    private void Follow()
    {
        if (State.Facts is { } facts && facts.Version != version)
        {
            (version, shape, book, askedAt) = (facts.Version, new(facts.Area), null, default);
            outside.Clear();
            Change();
        }

        if (State.Facts is { Closed: false })
            timer ??= this.RegisterGrainTimer(OnTickAsync, new() { DueTime = PushEvery, Period = IdleEvery, Interleave = true, KeepAlive = true });
        else if (observers is not { Count: > 0 })
        {
            timer?.Dispose();
            timer = null;
        }
    }

    private async Task OnTickAsync(CancellationToken cancellationToken)
    {
        Follow();
        if (Counts && Steady - askedAt >= AskEvery)
        {
            askedAt = Steady;
            AskFeeds();
            await ListAsync();
        }

        for (var i = 0; i < AskedAtOnce && toAsk.TryDequeue(out var pharmacy); i++)
            GrainFactory.GetGrain<IPharmacyGrain>(pharmacy.Value).AskSupplyAsync(Id).Unawaited();
        if (Counts && Steady - lookedAt >= NextLook)
        {
            (lookedAt, changed) = (Steady, false);
            Look();
        }

        if (dirty && observers is { Count: > 0 })
        {
            dirty = false;
            var figures = Shown();
            observers.Notify(observer => observer.FiguresAsync(figures).Unawaited());
        }

        dueAt = DateTimeOffset.MaxValue;
        KeepTime();
    }

    // Something was told: it is shown, and looked at, soon.
    private void Change()
    {
        (dirty, changed, unsampled) = (true, true, true);
        KeepTime();
    }

    // One timer, at what is due next.
    private void KeepTime()
    {
        var wait = toAsk.Count > 0 || (dirty && observers is { Count: > 0 }) ? PushEvery : NextLook;
        if (timer is null || Steady + wait >= dueAt)
            return;
        dueAt = Steady + wait;
        timer.Change(wait, IdleEvery);
    }

    private TimeSpan NextLook => changed ? LookEvery : unsampled ? SampleEvery : IdleEvery;

    private void AskFeeds()
    {
        if (Book.HasDemandOf(Options.FeedPartitions))
            return;
        for (var partition = 0; partition < Options.FeedPartitions; partition++)
            GrainFactory.GetGrain<IFeedGrain>($"{partition}").AskDemandAsync(Id).Unawaited();
    }

    // Who stands inside and has not been heard of is asked; after that it tells every change by itself.
    private async Task ListAsync()
    {
        if (asking || shape is null)
            return;
        asking = true;
        try
        {
            var of = Book;
            var inside = await Task.WhenAll(CellId.Faces.Where(face => face.MinDistanceMetres(shape.Centre) <= shape.RadiusMetres)
                .Select(face => GrainFactory.GetGrain<ICellGrain>(face.ToString()).GetPharmaciesAsync(shape.Centre, shape.RadiusMetres)));
            if (of != Book)
                return; // the region changed meanwhile
            var known = Book.Pharmacies.ToHashSet();
            toAsk.Clear();
            foreach (var pharmacy in inside.SelectMany(one => one).Where(one => !known.Contains(one) && !outside.Contains(one)))
                toAsk.Enqueue(pharmacy);
        }
        catch (Exception exception)
        {
            LogNotListed(Services.Log, Key, exception);
        }
        finally
        {
            asking = false;
        }
    }

    // Alarms and curves, from the exact figures.
    private void Look()
    {
        var figures = Exact();
        var events = new List<RegionEvent>(AlarmDecider.Look(State, figures, Book, Now));
        if (Steady - sampledAt >= SampleEvery && Book.HasDemandOf(Options.FeedPartitions))
        {
            (sampledAt, unsampled) = (Steady, false);
            var shown = figures.Coarse ? CoarseFigures.Of(figures, Services.Regions.Secret) : figures;
            var news = State.History.News([SkuSample.Of(shown.Total), .. shown.Skus.Take(RegionHistory.MostSkus).Select(SkuSample.Of)]);
            if (!news.IsEmpty)
                events.Add(new SampleTaken(Now, news));
        }

        if (Book.HasDemandOf(Options.FeedPartitions))
            events.AddRange(SignalDecider.Look(State, figures, Services.Regions.Secret, Now));
        if (events.Count > 0)
            Commit(events);
    }

    private RegionFigures Exact() => Book.Figures(State.Facts!, State.History, Now) with { Coarse = State.Facts!.Coarse };

    private RegionFigures Shown()
    {
        var figures = Exact() with { HotSpots = CoarseFigures.Of(Book.Cells(null, RegionFigures.MostCells), Services.Regions.Secret) };
        return figures.Coarse ? CoarseFigures.Of(figures, Services.Regions.Secret) : figures;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Region {Region}: its pharmacies could not be listed; tried again in half a minute")]
    private static partial void LogNotListed(ILogger logger, string region, Exception exception);
}
