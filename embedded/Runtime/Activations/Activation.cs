using Orleans.Runtime;

namespace MatchGrid.Embedded;

/// <summary>
/// One grain in memory: its instance, what waits for it, and the scheduler on which all its code runs, one turn at a time.
/// It takes a thread only while it has something to do. Fields are guarded by a lock on the activation itself: one object less for each.
/// </summary>
internal sealed partial class Activation : TaskScheduler, IThreadPoolWorkItem
{
    private static readonly Action<object?> Turn = static item => ((Activation)RuntimeContext.Current!).RunTurn(item!);
    private static readonly object Start = new();
    private static readonly object Leave = new();

    /// <summary>A spare queue per thread: most activations need one only while they are busy.</summary>
    [ThreadStatic]
    private static Queue<object>? t_spare;

    private DeliveryList _waiting;
    private DeliveryList _running;
    private Delivery? _exclusive;
    private Queue<object>? _ready;
    private Delivery? _starting;
    private Delivery? _ended;
    private long _lastUsed;
    private Phase _phase;
    private bool _scheduled;
    private bool _watched;
    private bool _used;
    private bool _dropped;

    public Activation(GrainClass grainClass, string key)
    {
        Class = grainClass;
        Key = key;
        _lastUsed = Engine.Clock.GetTimestamp();
    }

    public GrainClass Class { get; }

    public string Key { get; }

    public EmbeddedEngine Engine => Class.Engine;

    public bool FiltersCalls => Class.FiltersCalls;

    public override int MaximumConcurrencyLevel => 1;

    private bool HasWork => _ready is { Count: > 0 } || _phase switch
    {
        Phase.New => true,
        Phase.Active => _exclusive is null && !_waiting.IsEmpty,
        Phase.Ending => _running.IsEmpty,
        _ => false,
    };

    /// <returns>False when the activation is gone and the delivery must go elsewhere.</returns>
    public bool TryEnqueue(Delivery delivery)
    {
        bool schedule;
        var watch = false;
        lock (this)
        {
            if (_phase == Phase.Gone)
                return false;
            if (delivery.Interleaves && _phase == Phase.Active)
                EnqueueReady(delivery);
            else
                _waiting.Add(delivery);
            schedule = TakeSchedule();
            if (!_watched && delivery is GrainCall { Method.IsOneWay: false })
                watch = _watched = true;
        }
        if (watch)
            Engine.Calls.Watch(this);
        if (schedule)
            Engine.Scheduler.Schedule(this);
        return true;
    }

    /// <summary>Ends a delivery that has run, on the activation.</summary>
    public void End(Delivery delivery)
    {
        // One that ended in its first turn is ended by what takes the next turn, under the same lock.
        if (ReferenceEquals(_starting, delivery))
        {
            _ended = delivery;
            return;
        }
        lock (this)
            RemoveRunning(delivery);
    }

    /// <summary>Adds the calls whose time is over; those that have not started will not start.</summary>
    /// <returns>Whether there is still something to watch.</returns>
    public bool CollectOverdue(long seenBefore, long now, List<GrainCall> overdue)
    {
        lock (this)
        {
            for (var delivery = _running.First; delivery is not null; delivery = delivery.Next)
                AddIfOverdue(delivery);
            foreach (var item in _ready ?? [])
                AddIfOverdue(item);
            for (var delivery = _waiting.First; delivery is not null;)
            {
                var next = delivery.Next;
                if (AddIfOverdue(delivery))
                    _waiting.Remove(delivery);
                delivery = next;
            }
            return _watched = _scheduled || !_running.IsEmpty || !_waiting.IsEmpty;
        }

        bool AddIfOverdue(object item)
        {
            if (item is not GrainCall call || !call.IsOverdue(seenBefore, now))
                return false;
            overdue.Add(call);
            return true;
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        RuntimeContext.Current = this;
        if (RunTurns())
            Engine.Scheduler.Schedule(this);
        RuntimeContext.Current = null;
    }

    protected override void QueueTask(Task task)
    {
        bool schedule;
        lock (this)
        {
            if (_dropped)
                return;
            EnqueueReady(task);
            schedule = TakeSchedule();
        }
        if (schedule)
            Engine.Scheduler.Schedule(this);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ReferenceEquals(RuntimeContext.Current, this) && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (this)
            return _ready?.OfType<Task>().ToArray() ?? [];
    }

    /// <returns>Whether there may be more to do.</returns>
    private bool RunTurns()
    {
        for (var turns = 0; turns < Engine.TurnsPerWorkItem; turns++)
        {
            var item = Take();
            if (item is null)
                return false;

            // Within a task of this scheduler, TaskScheduler.Current is this activation, and awaits come back to it.
            if (item is Task task)
                TryExecuteTask(task);
            else
                new Task(Turn, item).RunSynchronously(this);
        }
        return true;
    }

    private void RunTurn(object item)
    {
        if (item is not Delivery delivery)
            _ = ReferenceEquals(item, Start) ? StartAsync() : LeaveAsync();
        else if (delivery is GrainCall { IsAwaited: false, Method.IsOneWay: false })
            End(delivery);
        else
            Run(delivery);
    }

    private void Run(Delivery delivery)
    {
        _starting = delivery;
        _ = delivery.RunAsync(this);
        _starting = null;
    }

    private void RemoveRunning(Delivery delivery)
    {
        if (_dropped)
            return;
        _running.Remove(delivery);
        _used |= delivery.KeepsAlive;
        if (ReferenceEquals(_exclusive, delivery))
            _exclusive = null;
    }

    /// <summary>The next thing to do. Null when there is none: from then on, another thread may run this activation.</summary>
    private object? Take()
    {
        lock (this)
        {
            if (_ended is not null)
            {
                RemoveRunning(_ended);
                _ended = null;
            }
            if (_ready is { Count: > 0 })
            {
                var item = _ready.Dequeue();
                if (item is Delivery delivery)
                    _running.Add(delivery);
                return item;
            }
            if (_phase == Phase.Active && _exclusive is null && _waiting.TakeFirst() is { } first)
            {
                _running.Add(first);
                return _exclusive = first;
            }
            if (_phase == Phase.New)
            {
                _phase = Phase.Starting;
                return Start;
            }
            if (_phase == Phase.Ending && _running.IsEmpty)
            {
                _phase = Phase.Leaving;
                return Leave;
            }
            Rest();
            return null;
        }
    }

    private void Rest()
    {
        _scheduled = false;
        if (_ready is not null)
        {
            t_spare = _ready;
            _ready = null;
        }
    }

    private void EnqueueReady(object item)
    {
        if (_ready is null)
        {
            _ready = t_spare ?? new();
            t_spare = null;
        }
        _ready.Enqueue(item);
    }

    private bool TakeSchedule() => !_scheduled && HasWork && (_scheduled = true);
}
