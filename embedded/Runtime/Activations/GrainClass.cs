using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace MatchGrid.Embedded;

/// <summary>A grain class: how its grains are made, and those that are active.</summary>
internal sealed class GrainClass
{
    private readonly ConcurrentDictionary<string, Activation> _activations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Type, ReferenceType> _references = [];
    private readonly ConcurrentDictionary<MethodInfo, MethodInfo> _implementations = [];
    private readonly Type _class;
    private readonly TimeSpan _collectionAge;
    private readonly bool _takesContext;
    private readonly StateFacet[] _facets;
    private readonly ObjectFactory _factory;
    private readonly Lazy<ReferenceType> _primaryReference;
    private int _count;

    public GrainClass(EmbeddedEngine engine, Type type, TimeSpan collectionAge)
    {
        Engine = engine;
        _class = type;
        _collectionAge = collectionAge;
        Type = TypeOf(type);
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute), inherit: true);
        FiltersCalls = engine.IncomingFilters.Length > 0 || type.IsAssignableTo(typeof(IIncomingGrainCallFilter));
        Interfaces = [.. type.GetInterfaces().Where(i => i.IsAssignableTo(typeof(IGrainWithStringKey)) && i != typeof(IGrainWithStringKey))];

        var constructors = type.GetConstructors();
        if (constructors.Length != 1)
            throw new NotSupportedException($"{type} must have exactly one public constructor.");
        var parameters = constructors[0].GetParameters();
        _facets = [.. parameters.Select(StateFacet.Of).OfType<StateFacet>()];
        Type[] context = Array.Exists(parameters, parameter => parameter.ParameterType == typeof(IGrainContext)) ? [typeof(IGrainContext)] : [];
        _takesContext = context.Length > 0;
        _factory = ActivatorUtilities.CreateFactory(type, [.. context, .. _facets.Select(facet => facet.ParameterType)]);
        _primaryReference = new(() => ReferenceThrough(Interfaces[0]));
    }

    public EmbeddedEngine Engine { get; }

    public GrainType Type { get; }

    public string ClassName => _class.Name;

    public string FullName => _class.FullName!;

    public bool IsReentrant { get; }

    public bool FiltersCalls { get; }

    public Type[] Interfaces { get; }

    public ReferenceType PrimaryReference => _primaryReference.Value;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether its activations end by being idle.</summary>
    public bool CanIdle => _collectionAge != Timeout.InfiniteTimeSpan;

    /// <summary>The active ones, by key, so that what is done to all is done in the same order every time.</summary>
    public Activation[] Activations => [.. _activations.Values.OrderBy(activation => activation.Key, StringComparer.Ordinal)];

    public ReferenceType ReferenceThrough(Type interfaceType) => _references.GetOrAdd(
        interfaceType,
        static (type, grainClass) => grainClass.Interfaces.Contains(type)
            ? new(grainClass.Engine, type, grainClass)
            : throw new InvalidCastException($"{grainClass._class} is not a {type}."),
        this);

    public MethodInfo ImplementationOf(MethodInfo interfaceMethod) => _implementations.GetOrAdd(
        interfaceMethod,
        static (method, type) =>
        {
            var map = type.GetInterfaceMap(method.DeclaringType!);
            return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, method)];
        },
        _class);

    /// <summary>The activation of a key, made if need be. It may end at any time.</summary>
    public Activation GetOrAdd(string key)
    {
        if (_activations.TryGetValue(key, out var activation))
            return activation;
        var made = new Activation(this, key);
        activation = _activations.GetOrAdd(key, made);
        if (ReferenceEquals(activation, made))
        {
            Interlocked.Increment(ref _count);
            if (CanIdle)
                Engine.Collector.Arm();
        }
        return activation;
    }

    public Activation? Find(string key) => _activations.GetValueOrDefault(key);

    public void Remove(Activation activation)
    {
        if (_activations.TryRemove(KeyValuePair.Create(activation.Key, activation)))
            Interlocked.Decrement(ref _count);
    }

    public void DeactivateIdle()
    {
        var now = Engine.Clock.GetTimestamp();
        var since = now - Engine.InTimestamps(_collectionAge);
        var idle = _activations.Select(pair => pair.Value).Where(activation => activation.IsIdleSince(since, now)).ToList();
        idle.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        foreach (var activation in idle)
            activation.Deactivate(new(DeactivationReasonCode.ActivationIdle, $"Not used for {_collectionAge}."));
    }

    /// <summary>Makes the instance, on its activation, with the documents that must be read before it starts.</summary>
    public (object Grain, IReadOnlyList<Orleans.Core.IStorage> States) Create(Activation activation)
    {
        if (!_takesContext && _facets.Length == 0)
            return (_factory(Engine.ServiceProvider, null), []);
        var states = Array.ConvertAll(_facets, facet => facet.Create(activation));
        object[] arguments = _takesContext ? [activation, .. states] : [.. states];
        return (_factory(Engine.ServiceProvider, arguments), states);
    }

    private static GrainType TypeOf(Type type)
    {
        if (type.GetCustomAttribute<GrainTypeAttribute>() is { } named)
            return GrainType.Create(named.GrainType);
        var name = type.Name.EndsWith("Grain", StringComparison.Ordinal) && type.Name.Length > 5 ? type.Name[..^5] : type.Name;
        return GrainType.Create(name.ToLowerInvariant());
    }
}
