using System.Collections.Frozen;
using System.Reflection;
using Orleans.Runtime;

namespace MatchGrid.Embedded;

/// <summary>What all references through one interface to grains of one class share.</summary>
internal sealed class ReferenceType
{
    private static readonly GrainType ObserverType = GrainType.Create("observer");
    private readonly FrozenDictionary<MethodInfo, GrainMethod> _methods;
    private readonly GrainProxy _prototype;

    /// <param name="grainClass">Null for an observer's interface.</param>
    public ReferenceType(EmbeddedEngine engine, Type interfaceType, GrainClass? grainClass)
    {
        Engine = engine;
        Interface = interfaceType;
        Class = grainClass;
        _methods = interfaceType.GetInterfaces().Append(interfaceType).SelectMany(type => type.GetMethods())
            .Where(method => !method.IsStatic)
            .ToFrozenDictionary(method => method, GrainMethod.Of);
        _prototype = (GrainProxy)DispatchProxy.Create(interfaceType, typeof(GrainProxy));
        _prototype.Initialize(this);
    }

    public EmbeddedEngine Engine { get; }

    public Type Interface { get; }

    public GrainClass? Class { get; }

    public GrainType GrainType => Class?.Type ?? ObserverType;

    public GrainMethod MethodOf(MethodInfo info) => _methods[info];

    public GrainProxy To(string key) => _prototype.To(key);

    public ReferenceType Cast(Type interfaceType) => Class is null
        ? throw new InvalidCastException($"An observer of {Interface} is not one of {interfaceType}.")
        : Class.ReferenceThrough(interfaceType);
}
