using MatchGrid.Embedded;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Silo.Failures;
using MatchGrid.Silo.Identifiers;
using MatchGrid.Silo.Journals;
using MatchGrid.Wakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;

namespace MatchGrid.Silo;

/// <summary>
/// A whole embedded grid without a web server: for replays, benchmarks, tests and simulations. Not for use by two threads at once when pumped.
/// </summary>
public sealed class GridHost : IAsyncDisposable
{
    private static readonly DateTimeOffset VirtualStart = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan WakePeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    private readonly ServiceProvider services;
    private readonly PumpedWorkScheduler? scheduler;
    private readonly List<WakeTimer> timers = [];
    private DateTimeOffset nextPoke = DateTimeOffset.MinValue;
    private bool ended;

    private GridHost(ServiceProvider services, PumpedWorkScheduler? scheduler)
    {
        this.services = services;
        this.scheduler = scheduler;
        Journal = services.GetRequiredService<IJournalStore>();
        Engine = services.GetRequiredService<EmbeddedEngine>();
        Wakes = services.GetRequiredService<WakeService>();
    }

    public IServiceProvider Services => services;

    public IGrainFactory Grains => Engine;

    public EmbeddedEngine Engine { get; }

    /// <summary>A <see cref="SqliteLog"/> with a data folder, otherwise an <see cref="InMemoryJournal"/>.</summary>
    public IJournalStore Journal { get; }

    public ITelling Telling => (ITelling)Journal;

    public WakeService Wakes { get; }

    public TimeProvider Clock => services.GetRequiredService<TimeProvider>();

    public IIdSource Ids => services.GetRequiredService<IIdSource>();

    public GridOptions Options => services.GetRequiredService<GridOptions>();

    /// <summary>Completes with the cause when the log has failed: nothing that was in flight is known to be stored.</summary>
    public Task<Exception> Failed => services.GetRequiredService<GridFailure>().Happened;

    /// <summary>Opens the log and starts the grid.</summary>
    /// <exception cref="Storage.DataFolderException">The data folder cannot be opened.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A grid option is out of range.</exception>
    public static async Task<GridHost> StartAsync(GridHostOptions options)
    {
        var scheduler = !options.Pumped ? null : options.Seed is { } seed ? new PumpedWorkScheduler(seed) : new PumpedWorkScheduler();
        var clock = options.TimeProvider ?? (options.Pumped ? new VirtualTimeProvider(VirtualStart) : TimeProvider.System);
        var services = new ServiceCollection();
        services.AddSingleton(clock);
        if (options.Seed is { } idSeed)
            services.AddSingleton<IIdSource>(new SeededIdSource(idSeed, clock));
        services.AddSingleton(provider => OpenJournal(provider, options));
        if (scheduler is not null)
            services.Configure<EmbeddedOptions>(engine => engine.Scheduler = scheduler);
        if (options.Options is { } configure)
            services.Configure(configure);
        services.AddMatchGrid();
        options.Services?.Invoke(services);

        var provider = services.BuildServiceProvider();
        try
        {
            var host = new GridHost(provider, scheduler);
            if (scheduler is null)
                await host.StartTimersAsync();
            return host;
        }
        catch
        {
            await provider.DisposeAsync();
            throw;
        }
    }

    /// <summary>Pumped: runs work and flushes the log until neither has anything left. Time stands still.</summary>
    public void RunUntilIdle()
    {
        var pumped = Pumped();
        do
            pumped.RunUntilIdle();
        while (Flush() || pumped.Waiting > 0);
    }

    /// <summary>
    /// Pumped: moves the clock on, stopping at each timer and each due wake, and runs until idle at every stop. Wakes are looked at
    /// once a second at most, as the wake service's own timer does.
    /// </summary>
    public void AdvanceTo(DateTimeOffset instant)
    {
        var clock = (VirtualTimeProvider)Clock;
        RunUntilIdle();
        while (NextStop(clock) is { } stop && stop <= instant)
        {
            clock.AdvanceTo(stop);
            if (stop >= nextPoke && Wakes.Next <= stop)
            {
                Wakes.PokeDue(stop);
                nextPoke = stop + WakePeriod;
            }

            RunUntilIdle();
        }

        clock.AdvanceTo(instant);
    }

    /// <summary>Pumped: <see cref="AdvanceTo"/> a while from now.</summary>
    public void Advance(TimeSpan time) => AdvanceTo(Clock.GetUtcNow() + time);

    /// <summary>Pumped: runs until idle and returns the answer to a call.</summary>
    /// <exception cref="InvalidOperationException">There is no answer yet: it waits for time to pass.</exception>
    public T Run<T>(Task<T> call)
    {
        Run((Task)call);
        return call.GetAwaiter().GetResult();
    }

    /// <inheritdoc cref="Run{T}(Task{T})"/>
    public void Run(Task call)
    {
        RunUntilIdle();
        if (!call.IsCompleted)
            throw new InvalidOperationException("The call waits for something that only time brings: use AdvanceTo.");
        call.GetAwaiter().GetResult();
    }

    /// <summary>
    /// Ends the grid as a killed process would: what is not durable is lost, and no grain gets to say anything more. The journal or data
    /// folder can be opened again afterwards.
    /// </summary>
    public async Task CrashAsync()
    {
        ended = true;
        await Engine.StopAsync(new CancellationToken(canceled: true));
        if (Journal is SqliteLog log)
            await log.AbandonAsync();
        else
            ((InMemoryJournal)Journal).Crash();
        await services.DisposeAsync();
    }

    /// <summary>Lets running work finish, deactivates all grains and closes the log.</summary>
    public async ValueTask DisposeAsync()
    {
        if (ended)
            return;
        ended = true;
        timers.Reverse();
        foreach (var timer in timers)
            await timer.StopAsync(CancellationToken.None);
        await StopEngineAsync();
        await services.DisposeAsync();
    }

    private static IJournalStore OpenJournal(IServiceProvider provider, GridHostOptions options)
    {
        if (options.DataFolder is null)
            return options.Journal ?? new InMemoryJournal(options.Pumped);
        var log = new SqliteLogOptions
        {
            Folder = options.DataFolder,
            Manual = options.Pumped,
            SyncToDisk = options.SyncToDisk,
            OnFailure = provider.GetRequiredService<GridFailure>().Report,
        };
        return SqliteLog.Open(log, provider.GetRequiredService<TimeProvider>());
    }

    private async Task StartTimersAsync()
    {
        foreach (var timer in services.GetServices<IHostedService>().OfType<WakeTimer>())
        {
            await timer.StartAsync(CancellationToken.None);
            timers.Add(timer);
        }
    }

    // A grain that waits for time to pass would wait for ever under a virtual clock: after a while the engine drops what is left.
    private async Task StopEngineAsync()
    {
        using var patience = new CancellationTokenSource(StopPatience);
        var stopping = Engine.StopAsync(patience.Token);
        while (scheduler is not null && !stopping.IsCompleted)
        {
            RunUntilIdle();
            await Task.WhenAny(stopping, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
        }

        await stopping;
    }

    private PumpedWorkScheduler Pumped() => scheduler ?? throw new InvalidOperationException("This grid runs by itself: it is not pumped.");

    private bool Flush() => Journal is SqliteLog log ? log.Flush() : ((InMemoryJournal)Journal).Flush();

    private DateTimeOffset? NextStop(VirtualTimeProvider clock)
    {
        var timer = clock.NextDue;
        var wake = Wakes.Next < nextPoke ? nextPoke : Wakes.Next;
        var next = timer is null || wake < timer ? wake : timer;
        return next < clock.UtcNow ? clock.UtcNow : next;
    }
}
