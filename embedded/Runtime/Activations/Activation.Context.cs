using Orleans;
using Orleans.Runtime;

namespace MatchGrid.Embedded;

/// <summary>The activation as its grain sees it.</summary>
internal sealed partial class Activation : IActivationContext
{
    private Rare? _rare;

    public object? GrainInstance { get; private set; }

    public GrainId GrainId => GrainId.Create(Class.Type, Key);

    public GrainReference GrainReference => Class.PrimaryReference.To(Key);

    public IServiceProvider ActivationServices => Engine.ServiceProvider;

    public IGrainFactory GrainFactory => Engine;

    public Task Deactivated
    {
        get
        {
            lock (this)
                return _phase == Phase.Gone ? Task.CompletedTask : (Rarities.Deactivated ??= new()).Task;
        }
    }

    private Rare Rarities => _rare ??= new(Engine.Clock);

    public void DelayDeactivation(TimeSpan timeSpan)
    {
        lock (this)
            Rarities.KeepFor(timeSpan);
    }

    public IGrainTimer RegisterTimer<TState>(Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        var timer = new GrainTimer<TState>(this, callback, state, options);
        lock (this)
        {
            if (_phase >= Phase.Leaving)
                throw new InvalidOperationException($"{GrainId} is being deactivated and can have no new timer.");
            Rarities.Timers.Add(timer);
        }
        timer.Change(options.DueTime, options.Period);
        return timer;
    }

    public void Forget(GrainTimer timer)
    {
        lock (this)
            _rare?.Timers.Remove(timer);
    }

    private void DisposeTimers()
    {
        GrainTimer[] timers;
        lock (this)
            timers = _rare?.Timers.ToArray() ?? [];
        foreach (var timer in timers)
            timer.Dispose();
    }

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <summary>By the key: the default would cost an activation that is locked a block of its own.</summary>
    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => GrainId.ToString();

    /// <summary>What few activations have.</summary>
    private sealed class Rare(TimeProvider clock)
    {
        private DateTimeOffset _keepUntil;

        public List<GrainTimer> Timers { get; } = [];

        public DeactivationReason Reason { get; set; }

        public CancellationToken Ending { get; set; }

        public TaskCompletionSource? Deactivated { get; set; }

        public bool IsKept => clock.GetUtcNow() < _keepUntil;

        public void KeepFor(TimeSpan time)
        {
            var now = clock.GetUtcNow();
            _keepUntil = time == Timeout.InfiniteTimeSpan || time >= DateTimeOffset.MaxValue - now ? DateTimeOffset.MaxValue : now + time;
        }
    }
}
