using MatchGrid.Embedded;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Messages;
using MatchGrid.Silo;
using MatchGrid.Silo.Journals;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Xunit;

namespace MatchGrid.Tests.Grains;

/// <summary>A pumped grid on a journal in memory, which can be started again.</summary>
public abstract class PumpedGrid : IAsyncLifetime
{
    private readonly InMemoryJournal journal = new(manual: true);
    private VirtualTimeProvider clock = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    protected GridHost Grid { get; private set; } = null!;

    protected DateTimeOffset Now => Grid.Clock.GetUtcNow();

    public async Task InitializeAsync() => Grid = await StartAsync();

    public async Task DisposeAsync() => await Grid.DisposeAsync();

    protected virtual void Configure(GridOptions options)
    {
    }

    /// <summary>What carries calls between grains; null for nothing in between.</summary>
    protected virtual ICallTransport? Transport => null;

    protected async Task RestartAsync()
    {
        await Grid.DisposeAsync();
        clock = new(clock.UtcNow);
        Grid = await StartAsync();
    }

    /// <summary>Kills the process, so to say: what was not flushed is gone.</summary>
    protected async Task CrashAsync()
    {
        await Grid.CrashAsync();
        clock = new(clock.UtcNow);
        Grid = await StartAsync();
    }

    protected void Deliver(INotified receiver, string from, params Letter[] letters) =>
        Grid.Run(() => receiver.DeliverAsync(new(from, [.. letters])));

    /// <summary>A grain's state as its journal has it, and how many rows made it.</summary>
    protected async Task<(TState State, long Rows)> ReadAsync<TState, TEvent>(string grain, JournalCodec<TState, TEvent> codec)
        where TState : JournalledState<TEvent>, new()
    {
        var history = await Grid.Journal.ReadAsync(grain);
        var state = history.Snapshot is { } snapshot ? codec.DecodeState(snapshot) : new();
        foreach (var row in history.Rows)
            state.Apply(codec.DecodeRow(row));
        return (state, history.Version);
    }

    private Task<GridHost> StartAsync() => GridHost.StartAsync(new()
    {
        Journal = journal,
        Pumped = true,
        TimeProvider = clock,
        Seed = 1,
        Options = Configure,
        Services = services => services.Configure<EmbeddedOptions>(engine => engine.Transport = Transport),
    });
}
