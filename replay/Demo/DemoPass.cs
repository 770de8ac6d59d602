using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Patients;
using MatchGrid.Pharmacies;
using MatchGrid.Replay.Conduct;
using MatchGrid.Replay.Data;
using MatchGrid.Replay.Demand;
using MatchGrid.Requests;
using Orleans;

namespace MatchGrid.Replay.Demo;

/// <summary>One pass through the sample.</summary>
internal sealed class DemoPass : IPatientObserver
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan SavePeriod = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RenewPeriod = TimeSpan.FromMinutes(1);
    private static readonly SourceId Deliveries = new("deliveries");
    private static readonly SourceId Till = new("till");

    private readonly DemoParts demo;
    private readonly Dataset dataset;
    private readonly StockSeries series;
    private readonly DemoPlace start;
    private readonly DemandPlan plan;
    private readonly People people;
    private readonly Lock gate = new();
    private readonly PriorityQueue<Step, DateTimeOffset> steps = new();
    private readonly Dictionary<int, long> openedAt = [];
    private readonly Dictionary<(int Place, int Product), int> shelf = [];
    private readonly Dictionary<PharmacyId, int> places;
    private readonly IPatientObserver observer;

    public DemoPass(DemoParts demo, Dataset dataset, StockSeries series, DemoPlace start)
    {
        (this.demo, this.dataset, this.series, this.start) = (demo, dataset, series, start);
        plan = new(dataset, series.ArrivingPacks, series.From, series.To, new() { Seed = start.Pass, Ratio = demo.Options.Ratio });
        people = new(start.Pass, new() { CancelWithin = demo.Options.Patience });
        places = dataset.Places.Index().ToDictionary(pair => pair.Item.Id, pair => pair.Index);
        observer = demo.Grains.CreateObjectReference<IPatientObserver>(this);
    }

    public async Task<DemoPlace> RunAsync(CancellationToken stopping)
    {
        var began = demo.Time.GetUtcNow() - start.Elapsed;
        var (movement, need) = (0, 0);
        var (saved, renewed) = (began, demo.Time.GetUtcNow());
        // What an earlier start did already.
        var seen = InstantAt(start.Elapsed);
        while (movement < series.Movements.Count && series.Movements[movement].At <= seen)
            movement++;
        for (; need < plan.Count && plan.AtOf(need) <= seen; need++)
            await FollowAsync(need, stopping);

        for (var elapsed = start.Elapsed; elapsed < demo.Options.Pass; elapsed = demo.Time.GetUtcNow() - began)
        {
            var now = InstantAt(elapsed);
            demo.Figures.Place = (start.Pass, elapsed / demo.Options.Pass);
            for (; need < plan.Count && plan.AtOf(need) <= now; need++)
                await AskAsync(need, stopping);
            for (; movement < series.Movements.Count && series.Movements[movement].At <= now; movement++)
                await ReportAsync(series.Movements[movement], stopping);
            while (NextStep() is { } step)
                await TakeAsync(step, stopping);
            if (demo.Time.GetUtcNow() - saved >= SavePeriod)
            {
                saved = demo.Time.GetUtcNow();
                (start with { Elapsed = elapsed }).Write(demo.Folder);
            }

            if (demo.Time.GetUtcNow() - renewed >= RenewPeriod)
            {
                renewed = demo.Time.GetUtcNow();
                foreach (var patient in OpenPatients())
                    await FollowAsync(patient, stopping);
            }

            await Task.Delay(Beat, demo.Time, stopping);
        }

        demo.Grains.DeleteObjectReference<IPatientObserver>(observer);
        return start with { Elapsed = demo.Options.Pass };
    }

    public async Task ToldAsync(string epoch, InboxEntry entry)
    {
        await demo.Telling.ToOutsideAsync();
        var notice = entry.Notice;
        if (plan.IndexOf(notice.Request) is not { } patient)
            return;
        long opened;
        lock (gate)
        {
            opened = openedAt.GetValueOrDefault(patient);
            foreach (var step in people.Told(patient, notice))
                steps.Enqueue(step, step.At);
            if (notice.Kind is NoticeKind.Collected or NoticeKind.Expired or NoticeKind.Cancelled)
                openedAt.Remove(patient);
            if (notice is { Kind: NoticeKind.Collected, Match: { } match } && places.TryGetValue(match.Pharmacy, out var at))
                shelf[(at, ProductOf(match.Sku))] = shelf.GetValueOrDefault((at, ProductOf(match.Sku))) - match.Quantity;
        }

        demo.Figures.Told(
            notice, opened, demo.Time.GetUtcNow() - (demo.Options.StartedAt ?? demo.Time.GetUtcNow()), demo.Time.GetTimestamp(), demo.Time.TimestampFrequency, Line(notice));
    }

    private string Line(PatientNotice notice)
    {
        if (notice.Match is not { } match || !places.TryGetValue(match.Pharmacy, out var at))
            return string.Empty;
        var pharmacy = dataset.Places[at];
        return $"{dataset.Products[ProductOf(match.Sku)].Name} held at {pharmacy.Name}, {match.DistanceMetres / 1000.0:F1} km from the patient";
    }

    private DateTimeOffset InstantAt(TimeSpan elapsed) => series.From + ((series.To - series.From) * (elapsed / demo.Options.Pass));

    private int ProductOf(Sku sku) => dataset.Products.Index().First(pair => pair.Item.Sku == sku).Index;

    private List<int> OpenPatients()
    {
        lock (gate)
            return [.. openedAt.Keys];
    }

    private Step? NextStep()
    {
        lock (gate)
            return steps.TryPeek(out _, out var at) && at <= demo.Time.GetUtcNow() ? steps.Dequeue() : null;
    }

    private Task ReportAsync(StockMovement at, CancellationToken stopping)
    {
        var (place, sku) = (dataset.Places[at.Place].Id, dataset.Products[at.Product].Sku);
        lock (gate)
        {
            var there = shelf.GetValueOrDefault((at.Place, at.Product));
            if (there >= demo.Options.MostOnShelf)
                return Task.CompletedTask;
            shelf[(at.Place, at.Product)] = there + at.Packs;
        }

        return demo.CallAsync(
            async () =>
            {
                demo.Figures.Reported(place, sku, demo.Time.GetTimestamp());
                await demo.Grains.GetGrain<IPharmacyGrain>(place.Value)
                    .ReportStockAsync(new(Deliveries, null, [new(sku, null, at.Packs, demo.Time.GetUtcNow())]));
            },
            stopping);
    }

    private Task AskAsync(int patient, CancellationToken stopping) => demo.CallAsync(
        async () =>
        {
            var (id, request) = (plan.PatientOf(patient), plan.RequestOf(patient));
            var now = demo.Time.GetUtcNow();
            var terms = plan.TermsOf(patient) with { NeededBy = now + demo.Options.Patience };
            if (!(await demo.Grains.GetGrain<IPatientGrain>(id.Value).ReserveAsync(terms.Group, request)).IsDone)
                return;
            lock (gate)
            {
                openedAt[patient] = demo.Time.GetTimestamp();
                if (people.Asked(patient, now) is { } cancel)
                    steps.Enqueue(cancel, cancel.At);
            }

            await demo.Grains.GetGrain<IPatientGrain>(id.Value).SubscribeAsync(observer, null, 0);
            demo.Figures.Opened(request);
            await demo.Grains.GetGrain<IRequestGrain>(request.Value).OpenAsync(id, terms);
        },
        stopping);

    // Renews the connection of a patient; what was missed in between is taken as if it had just been told.
    private Task FollowAsync(int patient, CancellationToken stopping) => demo.CallAsync(
        async () =>
        {
            var page = await demo.Grains.GetGrain<IPatientGrain>(plan.PatientOf(patient).Value).SubscribeAsync(observer, null, 0);
            if (page.Entries.IsEmpty || page.Entries[^1].Notice is not { Kind: NoticeKind.Held or NoticeKind.Accepted or NoticeKind.SetAside } last)
                return;
            lock (gate)
            {
                if (openedAt.TryAdd(patient, 0))
                {
                    foreach (var step in people.Told(patient, last))
                        steps.Enqueue(step, step.At);
                }
            }
        },
        stopping);

    private Task TakeAsync(Step step, CancellationToken stopping) => demo.CallAsync(
        async () =>
        {
            var (patient, request) = (plan.PatientOf(step.Patient), demo.Grains.GetGrain<IRequestGrain>(plan.RequestOf(step.Patient).Value));
            if (step.Match is not { } match)
            {
                await request.CancelAsync(patient);
                return;
            }

            var pharmacy = demo.Grains.GetGrain<IPharmacyGrain>(match.Pharmacy.Value);
            switch (step.Kind)
            {
                case StepKind.Accept:
                    await request.AcceptAsync(patient, match.Id);
                    break;
                case StepKind.Decline:
                    await request.DeclineAsync(patient, match.Id);
                    break;
                case StepKind.SetAside:
                    await pharmacy.SetAsideAsync(match.Id);
                    break;
                case StepKind.NotThere:
                    await pharmacy.NotThereAsync(match.Id);
                    break;
                case StepKind.Collect when (await pharmacy.HandOverAsync(match.Id, match.Code)).IsDone:
                    // The till tells what it handed over.
                    await pharmacy.ReportStockAsync(new(Till, null, [new(match.Sku, null, -match.Quantity, demo.Time.GetUtcNow(), match.Id)]));
                    break;
            }
        },
        stopping);
}

/// <summary>What a pass uses of the running grid.</summary>
/// <param name="CallAsync">Makes a call beside others, at most so many at once.</param>
internal sealed record DemoParts(
    IGrainFactory Grains, ITelling Telling, TimeProvider Time, string Folder, DemoOptions Options, DemoFigures Figures, Func<Func<Task>, CancellationToken, Task> CallAsync);
