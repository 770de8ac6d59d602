using MatchGrid.Cells;
using MatchGrid.Embedded;
using MatchGrid.Identifiers;
using MatchGrid.Replay.Checking;
using MatchGrid.Silo;
using MatchGrid.Silo.Journals;
using Microsoft.Extensions.DependencyInjection;

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

    private readonly ulong seed;
    private readonly PlantedBug bug;
    private readonly Chance chance;
    private readonly Faults faults;
    private readonly InMemoryJournal journal = new(manual: true);
    private readonly Shadow shadow = new();
    private readonly Promises promises = new();
    private readonly World world;
    private readonly double syncing;
    private GridHost host = null!;
    private Calls calls = null!;
    private VirtualTimeProvider clock = new(Start);
    private long turns;
    private int starts;

    private Simulation(ulong seed, PlantedBug bug)
    {
        (this.seed, this.bug) = (seed, bug);
        chance = new(seed);
        faults = new(new(seed ^ 0xFA17));
        world = new(chance, promises, bug);
        syncing = chance.Time(TimeSpan.FromSeconds(0.005), TimeSpan.FromSeconds(0.5)).TotalSeconds;
        journal.Appended = shadow.Appended;
        if (bug == PlantedBug.WakeRowLost)
            journal.Waking = wake => chance.Is(0.5) ? null : wake;
    }

    /// <exception cref="InvariantBrokenException">It did not hold.</exception>
    public static async Task<SeedReport> RunAsync(ulong seed, long leastTurns = LeastTurns, PlantedBug bug = PlantedBug.None)
    {
        var simulation = new Simulation(seed, bug);
        try
        {
            await simulation.RunAsync(leastTurns);
        }
        finally
        {
            await simulation.host.CrashAsync();
        }

        return simulation.Report();
    }

    private SeedReport Report() => new(
        seed, shadow.Trace, turns, shadow.Rows, starts, clock.UtcNow - Start, faults.Counts, shadow.Events, world.Refusals, promises.Count,
        shadow.Pharmacies.Count, world.Patients);

    private async Task RunAsync(long leastTurns)
    {
        await StartAsync();
        world.Furnish(host, calls);
        Settle();
        while (turns < leastTurns)
        {
            world.Act(host, calls, clock.UtcNow);
            Some();
            if (faults.Strikes(FaultKind.ActivationDropped))
                world.DropOne(host, journal);
            if (faults.Strikes(FaultKind.ClientOffline))
                world.Disconnect();
            if (faults.Strikes(FaultKind.ProcessCrashed))
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
            Services = services => services.Configure<EmbeddedOptions>(engine =>
            {
                engine.TurnsPerWorkItem = 1;
                engine.Transport = new FaultyTransport(faults, chance, clock, IsForgotten);
            }),
        });
        calls = new(host, bug);
    }

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
        await host.CrashAsync();
        await shadow.RereadAsync(journal);
        promises.Check(shadow);
        clock = new(clock.UtcNow + chance.Time(TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(3)));
        await StartAsync();
    }

    // Work is done, and now and then the disk is done too: so a crash finds decisions at every stage.
    private void Some()
    {
        for (var left = chance.Below(80); left > 0 && RunOne(); left--)
        {
            if (!faults.Strikes(FaultKind.SyncDelayed) && chance.Is(syncing))
                host.Flush();
        }

        HandOut();
    }

    private bool RunOne()
    {
        if (!host.RunOne())
            return false;
        turns++;
        return true;
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
            host.AdvanceTo(next);
            turns++;
            Settle();
        }
    }

    // Faults stop. What is in flight arrives, everybody looks at their inbox, and then every invariant must hold of what is stored.
    private async Task ComeToRestAsync()
    {
        faults.AreOn = false;
        Settle();
        Pass(SettleWithin);
        world.ConnectAll(host, calls);
        Settle();
        promises.Check(shadow);
        var check = await GridChecker.CheckAsync(journal, journal.Grains, clock.UtcNow);
        if (check.ViolationCount > 0)
            throw new InvariantBrokenException($"at rest: {check.ViolationCount} violations; {string.Join("; ", check.Violations.Take(5))}");
        world.CheckSeen(shadow);
    }
}

/// <summary>What one seed was.</summary>
internal sealed record SeedReport(
    ulong Seed, ulong Trace, long Turns, long Rows, int Starts, TimeSpan Time, IReadOnlyList<long> Faults, IReadOnlyDictionary<string, long> Events,
    IReadOnlyDictionary<string, long> Refusals, int Promises, int Pharmacies, int Patients);
