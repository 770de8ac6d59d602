using System.Collections.Concurrent;
using Orleans;
using Orleans.Runtime;

namespace MatchGrid.Embedded;

/// <summary>Which grain classes there are, and which of them stands behind an interface.</summary>
internal sealed class GrainModel
{
    private readonly ConcurrentDictionary<Type, ReferenceType> _references = [];
    private readonly Dictionary<GrainType, GrainClass> _byType = [];

    public GrainModel(EmbeddedEngine engine, EmbeddedOptions options)
    {
        var classes = options.GrainAssemblies.SelectMany(assembly => assembly.GetTypes()).Where(IsGrainClass).Concat(options.GrainClasses).Distinct()
            .Select(type => new GrainClass(engine, type, options.CollectionAges.TryGetValue(type, out var age) ? age : options.CollectionAge))
            .OrderBy(grainClass => grainClass.Type);
        Classes = [.. classes];
        foreach (var grainClass in Classes)
        {
            if (!_byType.TryAdd(grainClass.Type, grainClass))
                throw new ArgumentException($"{grainClass.FullName} and {_byType[grainClass.Type].FullName} have the same grain type {grainClass.Type}.");
        }
    }

    /// <summary>In order of their type names.</summary>
    public IReadOnlyList<GrainClass> Classes { get; }

    public GrainClass ClassOf(GrainId grainId) => _byType.GetValueOrDefault(grainId.Type)
        ?? throw new ArgumentException($"There is no grain class for {grainId}.", nameof(grainId));

    public ReferenceType ReferenceThrough(Type interfaceType, string? classNamePrefix)
    {
        if (classNamePrefix is not null)
            return Find(interfaceType, classNamePrefix);
        return _references.TryGetValue(interfaceType, out var type)
            ? type
            : _references.GetOrAdd(interfaceType, Find(interfaceType, classNamePrefix: null));
    }

    private static bool IsGrainClass(Type type) => type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }
        && type.IsAssignableTo(typeof(IGrainWithStringKey)) && !type.IsAssignableTo(typeof(GrainReference));

    /// <summary>The class with the prefix; without one, the class named as the interface without its I, or the only one.</summary>
    private ReferenceType Find(Type interfaceType, string? classNamePrefix)
    {
        var classes = Classes.Where(grainClass => grainClass.Interfaces.Contains(interfaceType)).ToList();
        var chosen = classNamePrefix is null
            ? classes.FindAll(grainClass => grainClass.ClassName == interfaceType.Name[1..])
            : classes.FindAll(grainClass => grainClass.FullName.StartsWith(classNamePrefix, StringComparison.Ordinal));
        if (chosen.Count == 0 && classNamePrefix is null)
            chosen = classes;
        return chosen.Count == 1
            ? chosen[0].ReferenceThrough(interfaceType)
            : throw new ArgumentException(chosen.Count == 0
                ? $"Could not find an implementation for interface {interfaceType}"
                : $"{interfaceType} is implemented by {string.Join(", ", chosen.Select(grainClass => grainClass.FullName))}; give a prefix.");
    }
}
