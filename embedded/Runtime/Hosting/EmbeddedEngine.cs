using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans;
using Orleans.Runtime;

namespace MatchGrid.Embedded;

/// <summary>
/// Runs grains in this process. It calls no clock, thread or random number but those it is given: the <see cref="TimeProvider"/> of the
/// services and the <see cref="IWorkScheduler"/> of the options.
/// </summary>
public sealed class EmbeddedEngine : IClusterClient
{
    private readonly EmbeddedOptions _options;
    private readonly GrainModel _model;
    private readonly ConcurrentDictionary<GrainId, Activation> _aside = [];
    private volatile bool _refusesOutside;
    private volatile bool _refusesAll;

    /// <param name="services">Give grains what they inject. A <see cref="TimeProvider"/> must be among them; call filters, keyed
    /// <see cref="Orleans.Storage.IGrainStorage"/> and a logger factory may be.</param>
    public EmbeddedEngine(IServiceProvider services, EmbeddedOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.ResponseTimeout, TimeSpan.Zero);
        ServiceProvider = services;
        _options = options;
        Clock = services.GetRequiredService<TimeProvider>();
        Scheduler = options.Scheduler;
        Transport = options.Transport;
        ResponseTimeout = options.ResponseTimeout;
        ResponseTimeoutInTimestamps = InTimestamps(options.ResponseTimeout);
        TurnsPerWorkItem = options.TurnsPerWorkItem;
        Log = new((services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger<EmbeddedEngine>());
        IncomingFilters = [.. services.GetServices<IIncomingGrainCallFilter>()];
        OutgoingFilters = [.. services.GetServices<IOutgoingGrainCallFilter>()];
        Calls = new(this);
        Collector = new(this, options.CollectionInterval);
        Observers = new(this, options.ObserverQueueLimit);
        _model = new(this, options);
    }

    public IServiceProvider ServiceProvider { get; }

    /// <summary>How many activations there are.</summary>
    public int ActivationCount => Classes.Sum(grainClass => grainClass.Count);

    /// <summary>How many there are of each grain class that has any, by type name in ordinal order.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> ActivationCounts =>
        [.. Classes.Select(grainClass => KeyValuePair.Create(grainClass.Type.ToString(), grainClass.Count)).Where(pair => pair.Value > 0)];

    internal TimeProvider Clock { get; }

    internal IWorkScheduler Scheduler { get; }

    internal ICallTransport? Transport { get; }

    internal TimeSpan ResponseTimeout { get; }

    internal long ResponseTimeoutInTimestamps { get; }

    internal int TurnsPerWorkItem { get; }

    internal EngineLog Log { get; }

    internal IIncomingGrainCallFilter[] IncomingFilters { get; }

    internal IOutgoingGrainCallFilter[] OutgoingFilters { get; }

    internal CallWatch Calls { get; }

    internal IdleCollector Collector { get; }

    internal ObserverTable Observers { get; }

    internal IReadOnlyList<GrainClass> Classes => _model.Classes;

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrEmpty(primaryKey);
        return (TGrainInterface)(object)_model.ReferenceThrough(typeof(TGrainInterface), grainClassNamePrefix).To(primaryKey);
    }

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable =>
        (TGrainInterface)(object)_model.ClassOf(grainId).ReferenceThrough(typeof(TGrainInterface)).To(grainId.Key.ToString());

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        ArgumentNullException.ThrowIfNull(obj);
        return (TGrainObserverInterface)(object)Observers.Add(typeof(TGrainObserverInterface), obj);
    }

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => Observers.Remove(obj);

    /// <summary>Deactivates every activation there is now, and waits until they are gone. Grains that are called meanwhile come back.</summary>
    public Task DeactivateAllAsync() =>
        DeactivateAllAsync(new(DeactivationReasonCode.RuntimeRequested, "All were deactivated."), CancellationToken.None);

    /// <summary>Ends one activation as a crash would: no code of it runs any more, OnDeactivateAsync neither; its callers get a rejection.</summary>
    /// <returns>Whether there was one.</returns>
    public bool DropActivation(GrainId grainId)
    {
        var activation = _model.ClassOf(grainId).Find(grainId.Key.ToString());
        activation?.Drop();
        return activation is not null;
    }

    /// <summary>
    /// Sets an activation aside, as a cluster does that is split for a while: it lives on and takes what an <see cref="ICallTransport"/>
    /// brings it by <see cref="CarriedCall.TryDeliverAside"/>, and the next other call makes a second one.
    /// </summary>
    /// <returns>Whether there was one, and none aside yet.</returns>
    public bool DoubleActivation(GrainId grainId)
    {
        var grainClass = _model.ClassOf(grainId);
        if (grainClass.Find(grainId.Key.ToString()) is not { } activation || !_aside.TryAdd(grainId, activation))
            return false;
        grainClass.Remove(activation);
        return true;
    }

    /// <summary>Ends the one set aside, as a cluster does that has come together again.</summary>
    public void EndDouble(GrainId grainId)
    {
        if (_aside.TryRemove(grainId, out var activation))
            activation.Drop();
    }

    /// <summary>
    /// Refuses calls from outside, lets what runs finish, and deactivates all. What is left after <see cref="EmbeddedOptions.StopTimeout"/>,
    /// or when the token says so, is dropped. Afterwards every call is refused. With a token that is canceled from the start, no grain gets
    /// to say anything more, as in a crash.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_refusesOutside)
            return;
        _refusesOutside = true;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            await DrainAsync(cancellationToken).WaitAsync(_options.StopTimeout, Clock, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            Log.DrainCutShort(ActivationCount);
        }
        _refusesAll = true;
        foreach (var activation in Classes.SelectMany(grainClass => grainClass.Activations).Concat(_aside.Values))
            activation.Drop();
        Calls.Dispose();
        Collector.Dispose();
    }

    internal void Send(GrainCall call)
    {
        if (_refusesAll || (_refusesOutside && call.Source is null))
        {
            call.Refuse(new OrleansMessageRejectionException($"The engine is stopping: {call}"));
            return;
        }
        if (call.Target.IsObserver && !Observers.Contains(call.Target.Key))
            throw new ClientNotAvailableException(call.Target.GrainId);
        if (Transport is null)
            Deliver(call);
        else
            Carry(Transport, call);
    }

    internal void Deliver(GrainCall call)
    {
        if (call.Target.Class is not { } grainClass)
        {
            Observers.Deliver((GrainCall<NoResult>)call);
            return;
        }
        while (!_refusesAll)
        {
            var activation = grainClass.GetOrAdd(call.Target.Key);
            if (activation.TryEnqueue(call))
                return;
            grainClass.Remove(activation);
        }
        call.Fail(new OrleansMessageRejectionException($"The engine has stopped: {call}"));
    }

    internal bool HasAside(GrainId grainId) => _aside.ContainsKey(grainId);

    internal void DeliverAside(GrainCall call)
    {
        if (_aside.TryGetValue(call.Target.GrainId, out var activation) && activation.TryEnqueue(call))
            return;
        _aside.TryRemove(call.Target.GrainId, out _);
        Deliver(call);
    }

    internal long InTimestamps(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? long.MaxValue / 2 : (long)(time.TotalSeconds * Clock.TimestampFrequency);

    /// <summary>Apart, so that only carried calls pay for a closure.</summary>
    private void Carry(ICallTransport transport, GrainCall call)
    {
        if (!call.Method.IsOneWay)
            Calls.Watch(call);
        transport.Carry(new CarriedCall(call, isReply: false, () => Deliver(call)));
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (ActivationCount > 0 && !_refusesAll)
            await DeactivateAllAsync(new(DeactivationReasonCode.ShuttingDown, "The engine stops."), cancellationToken).ConfigureAwait(false);
    }

    private Task DeactivateAllAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        var activations = Classes.SelectMany(grainClass => grainClass.Activations).ToList();
        var gone = activations.ConvertAll(activation => activation.Deactivated);
        foreach (var activation in activations)
            activation.Deactivate(reason, cancellationToken);
        return Task.WhenAll(gone);
    }
}
