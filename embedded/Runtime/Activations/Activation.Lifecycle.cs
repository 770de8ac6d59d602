using Orleans;
using Orleans.Runtime;

namespace MatchGrid.Embedded;

/// <summary>How an activation begins and ends.</summary>
internal sealed partial class Activation
{
    /// <summary>A call that finds this many activations ending before it could start is refused.</summary>
    private const int MaxForwards = 100;

    private bool _endsOnceActive;

    /// <summary>
    /// Whether nothing has used it since the time given, and nothing does now. Use is noted here and not when it happens, so that calls
    /// read no clock: an activation may stay for up to the time between two looks longer.
    /// </summary>
    public bool IsIdleSince(long timestamp, long now)
    {
        lock (this)
        {
            if (_used)
            {
                _used = false;
                _lastUsed = now;
            }
            return _phase == Phase.Active && _lastUsed <= timestamp && _rare is not { IsKept: true }
                && !_running.KeepsAlive && !_waiting.KeepsAlive && _ready?.Any(item => item is Delivery { KeepsAlive: true }) != true;
        }
    }

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        bool schedule;
        lock (this)
        {
            if (_endsOnceActive || _phase >= Phase.Ending)
                return;
            Rarities.Reason = deactivationReason;
            Rarities.Ending = cancellationToken;
            if (_phase == Phase.Active)
                _phase = Phase.Ending;
            else
                _endsOnceActive = true;
            schedule = TakeSchedule();
        }
        if (schedule)
            Engine.Scheduler.Schedule(this);
    }

    /// <summary>Ends the activation as a crash would: no code of the grain runs any more, its callers are told that it was lost.</summary>
    public void Drop()
    {
        List<GrainCall> lost;
        lock (this)
        {
            if (_phase == Phase.Gone)
                return;
            _dropped = true;
            lost = TakeCalls();
            _ready = null;
        }
        Vanish();
        foreach (var call in lost)
            call.Fail(new OrleansMessageRejectionException($"The activation was lost: {call}"));
    }

    private async Task StartAsync()
    {
        RequestContext.Current = null;
        try
        {
            var (grain, states) = Class.Create(this);
            GrainInstance = grain;
            foreach (var state in states)
                await state.ReadStateAsync();
            if (grain is IGrainBase started)
                await started.OnActivateAsync(CancellationToken.None);
        }
        catch (Exception exception)
        {
            FailStart(exception);
            return;
        }

        lock (this)
        {
            if (_phase != Phase.Starting)
                return;
            _phase = _endsOnceActive ? Phase.Ending : Phase.Active;
            if (_phase == Phase.Active)
                ReadyInterleaving();
        }
    }

    /// <summary>What came meanwhile and may interleave no longer waits for its turn behind what may not.</summary>
    private void ReadyInterleaving()
    {
        for (var delivery = _waiting.First; delivery is not null;)
        {
            var next = delivery.Next;
            if (delivery.Interleaves)
            {
                _waiting.Remove(delivery);
                EnqueueReady(delivery);
            }
            delivery = next;
        }
    }

    private void FailStart(Exception exception)
    {
        List<GrainCall> waiting;
        lock (this)
        {
            if (_phase == Phase.Gone)
                return;
            waiting = TakeCalls();
        }
        Engine.Log.ActivationFailed(GrainId, exception);
        Vanish();
        foreach (var call in waiting)
            call.Fail(exception);
    }

    private async Task LeaveAsync()
    {
        RequestContext.Current = null;
        DisposeTimers();
        try
        {
            if (GrainInstance is IGrainBase leaving)
                await leaving.OnDeactivateAsync(_rare!.Reason, _rare.Ending);
            if (GrainInstance is IAsyncDisposable asyncDisposable)
                await asyncDisposable.DisposeAsync();
            else if (GrainInstance is IDisposable disposable)
                disposable.Dispose();
        }
        catch (Exception exception)
        {
            Engine.Log.DeactivationFailed(GrainId, exception);
        }

        List<GrainCall> waiting;
        lock (this)
        {
            if (_phase == Phase.Gone)
                return;
            waiting = TakeCalls();
        }
        Vanish();
        foreach (var call in waiting)
            Forward(call);
    }

    private void Forward(GrainCall call)
    {
        if (++call.Forwards > MaxForwards)
            call.Fail(new OrleansMessageRejectionException($"Each of {MaxForwards} activations ended before it took the call: {call}"));
        else
            Engine.Deliver(call);
    }

    /// <summary>Marks the activation as gone and takes all its calls, those that run included.</summary>
    private List<GrainCall> TakeCalls()
    {
        _phase = Phase.Gone;
        var calls = new List<GrainCall>();
        while (_running.TakeFirst() is { } delivery)
            Add(delivery);
        foreach (var item in _ready ?? [])
            Add(item);
        while (_waiting.TakeFirst() is { } delivery)
            Add(delivery);
        return calls;

        void Add(object item)
        {
            if (item is GrainCall call)
                calls.Add(call);
        }
    }

    private void Vanish()
    {
        Class.Remove(this);
        DisposeTimers();
        TaskCompletionSource? deactivated;
        lock (this)
            deactivated = _rare?.Deactivated;
        if (deactivated is not null)
            Engine.Scheduler.Schedule(new Signal(deactivated));
    }

    private sealed class Signal(TaskCompletionSource ended) : IThreadPoolWorkItem
    {
        public void Execute() => ended.TrySetResult();
    }
}
