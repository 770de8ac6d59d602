using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core;
using Orleans.Runtime;
using Orleans.Storage;

namespace MatchGrid.Embedded;

/// <summary>A constructor parameter of a grain class that takes a stored document.</summary>
internal abstract class StateFacet(ParameterInfo parameter, PersistentStateAttribute attribute)
{
    public Type ParameterType { get; } = parameter.ParameterType;

    protected PersistentStateAttribute Attribute { get; } = attribute;

    /// <returns>Null when the parameter is an ordinary one.</returns>
    public static StateFacet? Of(ParameterInfo parameter)
    {
        if (parameter.GetCustomAttribute<PersistentStateAttribute>() is not { } attribute)
            return null;
        if (!parameter.ParameterType.IsGenericType || parameter.ParameterType.GetGenericTypeDefinition() != typeof(IPersistentState<>))
            throw new NotSupportedException($"{parameter.Member.DeclaringType}: parameter {parameter.Name} must be an IPersistentState.");
        var facet = typeof(StateFacet<>).MakeGenericType(parameter.ParameterType.GetGenericArguments());
        return (StateFacet)Activator.CreateInstance(facet, parameter, attribute)!;
    }

    public abstract IStorage Create(Activation activation);

    protected IGrainStorage StorageOf(Activation activation) =>
        activation.ActivationServices.GetRequiredKeyedService<IGrainStorage>(Attribute.StorageName ?? "Default");
}
