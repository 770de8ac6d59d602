using MatchGrid.Cells;
using MatchGrid.Embedded;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Markets;
using MatchGrid.Silo.Identifiers;
using MatchGrid.Silo.Journals;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Xunit;

namespace MatchGrid.Tests.Cells;

/// <summary>Real cells between pharmacies and markets of the test, on a clock that stands still.</summary>
internal sealed class CellTree : IDisposable
{
    private readonly ServiceProvider services;
    private readonly PumpedWorkScheduler work;

    public CellTree(Action<GridOptions>? configure = null, ulong? seed = null)
    {
        work = seed is { } drawn ? new(drawn) : new();
        Wire = new(Clock);
        configure?.Invoke(Options);
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<TimeProvider>(Clock);
        collection.AddSingleton<IIdSource>(new SeededIdSource(seed ?? 0, Clock));
        collection.AddSingleton(Options);
        collection.AddSingleton(Town);
        collection.AddSingleton<IJournalStore>(Journal);
        collection.AddSingleton<ITelling>(Journal);
        collection.AddSingleton<JournalServices>();
        collection.AddEmbeddedEngine(options =>
        {
            (options.Scheduler, options.Transport, options.TurnsPerWorkItem) = (work, Wire, 1);
            options.GrainClasses.Add(typeof(CellGrain));
            options.GrainClasses.Add(typeof(TestPharmacyGrain));
            options.GrainClasses.Add(typeof(TestMarketGrain));
        });
        services = collection.BuildServiceProvider();
        Engine = services.GetRequiredService<EmbeddedEngine>();
    }

    public GridOptions Options { get; } = new();

    public VirtualTimeProvider Clock { get; } = new(Example.Noon);

    public InMemoryJournal Journal { get; } = new();

    public Town Town { get; } = new();

    public Wire Wire { get; }

    public EmbeddedEngine Engine { get; }

    public void Dispose()
    {
        Engine.StopAsync(new CancellationToken(canceled: true)).GetAwaiter().GetResult();
        services.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    public IStockroom Stockroom(PharmacyId pharmacy) => Engine.GetGrain<IStockroom>(pharmacy.Value);

    public ICellGrain Cell(CellId cell) => Engine.GetGrain<ICellGrain>(cell.ToString());

    public void Stand(PharmacyId pharmacy, GeoPoint place) => Run(() => Stockroom(pharmacy).MoveAsync(place));

    public void Stock(PharmacyId pharmacy, Sku sku, int available) => Run(() => Stockroom(pharmacy).SetAsync(sku, available));

    public void Interest(MarketInterest interest) => Run(() => Cell(interest.Market.Cell).SetInterestAsync(interest));

    public SupplyPage Find(CellId cell, FindSupply query) => Run(() => Cell(cell).FindAsync(query));

    /// <summary>All that a cell finds, page by page.</summary>
    public IReadOnlyList<FoundSupply> FindAll(CellId cell, FindSupply query)
    {
        var found = new List<FoundSupply>();
        while (true)
        {
            var page = Find(cell, query);
            found.AddRange(page.Found);
            if (!page.More || page.Found.IsEmpty)
                return found;
            query = query with { BeyondMetres = page.Found[^1].DistanceMetres, After = page.Found[^1].Pharmacy };
        }
    }

    /// <summary>Ends a cell's activation as a crash would.</summary>
    public void Drop(CellId cell) => Engine.DropActivation(Cell(cell).GetGrainId());

    /// <summary>Ends all activations of cells.</summary>
    public void DropCells()
    {
        for (var cells = Town.Pharmacies.Values.Select(premises => CellId.FromPoint(premises.Place)).ToHashSet(); cells.Count > 0;
            cells = [.. cells.Where(cell => cell.Level > 0).Select(cell => cell.Parent)])
        {
            foreach (var cell in cells)
                Drop(cell);
        }
    }

    public T Run<T>(Func<Task<T>> call)
    {
        var answer = Start(call);
        RunUntilIdle();
        Assert.True(answer.IsCompleted, "The call waits for time to pass.");
        return answer.GetAwaiter().GetResult();
    }

    public void Run(Func<Task> call) => Run(async () =>
    {
        await call();
        return true;
    });

    // What goes on after an await must go on inside the pump, not in the test's context.
    private static Task<T> Start<T>(Func<Task<T>> call)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return call();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    public void RunUntilIdle() => work.RunUntilIdle();

    /// <summary>Moves the clock on, stopping at each timer.</summary>
    public void Advance(TimeSpan time)
    {
        var end = Clock.UtcNow + time;
        RunUntilIdle();
        while (Clock.NextDue is { } next && next <= end)
        {
            Clock.AdvanceTo(next);
            RunUntilIdle();
        }

        Clock.AdvanceTo(end);
    }
}
