using MatchGrid.Cells;
using MatchGrid.Embedded;
using MatchGrid.Identifiers;
using MatchGrid.Pharmacies;
using MatchGrid.Replay.Checking;
using MatchGrid.Silo;
using MatchGrid.Silo.Journals;
using MatchGrid.Tests.Simulation.Linearizability;
using MatchGrid.Tests.Simulation.Planting;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace MatchGrid.Tests.Simulation;

/// <summary>
/// One seed: a whole grid on one thread and a virtual clock, people and pharmacies who use it, and everything that goes wrong. What runs next
/// is drawn from the seed, so one seed gives one trace.
/// </summary>
internal sealed class Simulation
{
    /// <summary>Pieces of work that a seed runs at least, before faults stop.</summary>
    public const long LeastTurns = 20_000;

    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    /// <summary>When faults have stopped, everything must be settled after this.</summary>
    private static readonly TimeSpan SettleWithin = TimeSpan.FromMinutes(3);

    /// <summary>By then a cluster that was split knows who is who.</summary>
    private static readonly TimeSpan LongestDouble = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestJump = TimeSpan.FromHours(1);

    private readonly ulong seed;
    private readonly PlantedBug bug;
    private readonly Chance chance;
    private readonly Faults faults;
    private readonly IManualJournal journal;
    private readonly List<(GrainId Grain, DateTimeOffset Until)> doubled = [];
    private readonly Shadow shadow = new();
    private readonly Promises promises = new();
    private readonly World world;
    private readonly Mistake? mistake;
    private readonly Histories histories;
    private readonly Seams seams;
    private readonly LateCounts late;
    private readonly double syncing;
    private readonly bool isSmall;
    private GridHost host = null!;
    private Calls calls = null!;
    private VirtualTimeProvider clock = new(Start);
    private long turns;
    private int starts;
    private TimeSpan latestSkew;
    private HistoryReport history = new(0, 0, 0, 0, 0);

    private Simulation(ulong seed, PlantedBug bug, IReadOnlySet<FaultKind> spared, bool? logPerGrain)
    {
        (this.seed, this.bug) = (seed, bug);
        chance = new(seed);
        faults = new(new(seed ^ 0xFA17), spared);
        world = new(chance, promises, faults, bug);
        journal = logPerGrain ?? new Chance(seed ^ 0x106).Is(0.5)
            ? new GrainLogs(new(seed ^ 0x5709E), faults) { TakesAnyVersion = bug == PlantedBug.TwoActivationsAcknowledge }
            : new InMemoryJournal(manual: true) { Surviving = rows => chance.Below(rows + 1) };
        mistake = Mistake.Of(bug, () => clock.GetUtcNow(), () => host.Grains);
        histories = new(() => clock.GetUtcNow(), () => host.Telling);
        late = new(new(seed ^ 0x1A7E), shadow);
        seams = new(new(seed ^ 0x5EA5), mistake, histories, new(shadow));
        syncing = chance.Time(TimeSpan.FromSeconds(0.005), TimeSpan.FromSeconds(0.5)).TotalSeconds;
        isSmall = chance.Is(0.3);
        journal.Appended = shadow.Appended;
        if (bug == PlantedBug.WakeRowLost)
            journal.Waking = wake => chance.Is(0.5) ? null : wake;
    }

    /// <exception cref="InvariantBrokenException">It did not hold.</exception>
    public static async Task<SeedReport> RunAsync(
        ulong seed, long leastTurns = LeastTurns, PlantedBug bug = PlantedBug.None, IReadOnlySet<FaultKind>? spared = null, bool? logPerGrain = null)
    {
        // Nothing goes on but in the simulation's own turns: not in the context of whoever runs it.
        SynchronizationContext.SetSynchronizationContext(null);
        var simulation = new Simulation(seed, bug, spared ?? new HashSet<FaultKind>(), logPerGrain);
        try
        {
            await simulation.RunAsync(leastTurns);
        }
        catch (InvariantBrokenException broken)
        {
            broken.Turns = simulation.turns;
            throw;
        }
        finally
        {
            await simulation.host.CrashAsync();
        }

        return simulation.Report();
    }

    private SeedReport Report() => new(
        seed, shadow.Trace, turns, shadow.Rows, starts, clock.UtcNow - Start, faults.Counts, shadow.Events, world.Refusals, promises.Count,
        shadow.Pharmacies.Count, world.Patients, journal is GrainLogs ? "a log per grain" : "one log", history);

    private async Task RunAsync(long leastTurns)
    {
        await StartAsync();
        world.Furnish(host, calls);
        Settle();
        while (turns < leastTurns)
        {
            world.Act(host, calls, clock.GetUtcNow());
            late.Act(host, calls, clock.GetUtcNow());
            Some();
            if (faults.Strikes(FaultKind.ActivationDropped) && world.AnyGrain(host, journal.Grains) is { } dropped)
                host.Engine.DropActivation(dropped);
            if (journal is GrainLogs)
                Divide();
            if (faults.Strikes(FaultKind.ClockJumped))
                JumpNow();
            if (faults.Strikes(FaultKind.ClientOffline))
                world.Disconnect();
            if (journal is InMemoryJournal disk && faults.Strikes(FaultKind.DiskFailed))
            {
                disk.Fail();
                Some();
                await CrashAsync();
            }
            else if (faults.Strikes(FaultKind.ProcessCrashed))
                await CrashAsync();
            else if (chance.Is(0.5))
                Pass(world.NextPause());
        }

        await ComeToRestAsync();
    }

    private async Task StartAsync()
    {
        starts++;
        host = await GridHost.StartAsync(new()
        {
            Pumped = true,
            Journal = journal,
            TimeProvider = clock,
            Seed = seed + ((ulong)starts << 48),
            Options = isSmall ? Small : null,
            Services = services => seams.Install(services.Configure<EmbeddedOptions>(engine =>
            {
                engine.TurnsPerWorkItem = 1;
                engine.Transport = new FaultyTransport(faults, chance, clock, IsForgotten);
            })),
        });
        calls = new(host, bug);
    }

    // Limits that are reached.
    private static void Small(GridOptions options) => (options.InboxKept, options.FeedKept, options.MostOpenRequestsPerPatient) = (8, 32, 2);

    private bool IsForgotten(CarriedCall carried) => bug switch
    {
        PlantedBug.PresenceNotToldUpward => carried.MethodName == nameof(ICellGrain.ChildPresenceAsync),
        PlantedBug.InterestLostAtRestart => starts > 1 && carried.MethodName == nameof(ICellGrain.SetInterestAsync),
        _ => false,
    };

    // The process is gone, and with it all that was not durable; whoever was told something still has it.
    private async Task CrashAsync()
    {
        world.DisconnectAll();
        doubled.Clear();
        await host.CrashAsync();
        histories.Crashed();
        await shadow.RereadAsync(journal);
        promises.Check(shadow);
        var before = clock.GetUtcNow();
        journal.LastClock = clock.GetUtcNow();
        // Not covered: set back while it runs, and gone before the clock has caught up.
        var later = (clock.Skew < latestSkew ? clock.UtcNow + latestSkew : clock.GetUtcNow()) + chance.Time(TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(3));
        latestSkew = TimeSpan.Zero;
        mistake?.WasDown(later - before);
        clock = new(faults.Strikes(FaultKind.ClockJumped) ? later + Jump() : later);
        histories.ClockSet(before, clock.GetUtcNow());
        await StartAsync();
    }

    private void JumpNow()
    {
        var before = clock.GetUtcNow();
        clock.Skew += Jump();
        histories.ClockSet(before, clock.GetUtcNow());
        latestSkew = clock.Skew > latestSkew ? clock.Skew : latestSkew;
    }

    // Somebody sets the clock, or the network does.
    private TimeSpan Jump() => chance.Time(TimeSpan.FromSeconds(1), LongestJump) * (chance.Is(0.5) ? 1 : -1);

    // As on a cluster that is split for a while: a grain is there twice, and some time later it is not.
    private void Divide()
    {
        if (faults.Strikes(FaultKind.ActivationDoubled) && world.AnyGrain(host, journal.Grains) is { } grain && host.Engine.DoubleActivation(grain))
        {
            doubled.Add((grain, clock.UtcNow + chance.Time(TimeSpan.FromMilliseconds(10), LongestDouble)));
            histories.Doubled(grain);
        }
    }

    private void Unite(DateTimeOffset upTo)
    {
        foreach (var (grain, _) in doubled.Where(one => one.Until <= upTo))
            host.Engine.EndDouble(grain);
        doubled.RemoveAll(one => one.Until <= upTo);
    }

    // Work is done, and now and then the disk is done too: so a crash finds decisions at every stage.
    private void Some()
    {
        for (var left = chance.Below(80); left > 0 && RunOne(); left--)
        {
            if (!faults.Strikes(FaultKind.SyncDelayed) && chance.Is(syncing))
                Sync();
        }

        HandOut();
    }

    private void Sync()
    {
        if (journal is GrainLogs logs)
            logs.SyncOne();
        else
            host.Flush();
    }

    private bool RunOne()
    {
        if (!host.RunOne())
            return false;
        turns++;
        return shadow.Broken is { } broken ? throw broken : true;
    }

    // To the end of what is going on at this instant.
    private void Settle()
    {
        do
        {
            while (RunOne())
            {
            }
        }
        while (host.Flush() | HandOut());
    }

    private bool HandOut()
    {
        world.Look(calls);
        return calls.HandOut();
    }

    private void Pass(TimeSpan time)
    {
        Settle();
        var until = clock.UtcNow + time;
        while (clock.UtcNow < until)
        {
            var next = host.NextDue is { } due && due < until ? due : until;
            foreach (var (_, end) in doubled)
                next = end < next ? end : next;
            host.AdvanceTo(next);
            Unite(next);
            turns++;
            Settle();
        }
    }

    // Faults stop. What is in flight arrives, everybody looks at their inbox, and then every invariant must hold of what is stored.
    private async Task ComeToRestAsync()
    {
        faults.AreOn = false;
        Unite(DateTimeOffset.MaxValue);
        Settle();
        Pass(SettleWithin);
        world.ConnectAll(host, calls);
        Settle();
        if (shadow.Broken is { } broken)
            throw broken;
        promises.Check(shadow);
        var check = await GridChecker.CheckAsync(journal, journal.Grains, clock.GetUtcNow());
        if (check.ViolationCount > 0)
            throw new InvariantBrokenException($"at rest: {check.ViolationCount} violations; {string.Join("; ", check.Violations.Take(5))}");
        world.CheckSeen(shadow);
        LookAtStock();
        history = histories.Check();
    }

    // What everybody can see of the stock in the end belongs to its history.
    private void LookAtStock()
    {
        foreach (var (id, pharmacy) in shadow.Pharmacies)
        {
            foreach (var line in pharmacy.LinesInOrder)
                calls.Ask(host.Grains.GetGrain<IPharmacyGrain>(id).GetLinesAsync([line.Sku]), _ => { });
        }

        Settle();
    }
}

/// <summary>What one seed was.</summary>
internal sealed record SeedReport(
    ulong Seed, ulong Trace, long Turns, long Rows, int Starts, TimeSpan Time, IReadOnlyList<long> Faults, IReadOnlyDictionary<string, long> Events,
    IReadOnlyDictionary<string, long> Refusals, int Promises, int Pharmacies, int Patients, string Log, HistoryReport History);
