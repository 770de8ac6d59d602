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
                throw new ArgumentException($"{grainClass.Name} and {_byType[grainClass.Type].Name} have the same grain type {grainClass.Type}.");
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

    private ReferenceType Find(Type interfaceType, string? classNamePrefix)
    {
        var classes = Classes.Where(grainClass => grainClass.Interfaces.Contains(interfaceType)
            && (classNamePrefix is null || grainClass.Name.StartsWith(classNamePrefix, StringComparison.Ordinal))).ToList();
        return classes.Count == 1
            ? classes[0].ReferenceThrough(interfaceType)
            : throw new ArgumentException(classes.Count == 0
                ? $"Could not find an implementation for interface {interfaceType}"
                : $"{interfaceType} is implemented by {string.Join(", ", classes.Select(grainClass => grainClass.Name))}; give a prefix.");
    }
}
