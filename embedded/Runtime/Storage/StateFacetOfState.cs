using System.Reflection;
using Orleans.Core;
using Orleans.Runtime;

namespace MatchGrid.Embedded;

/// <summary>Such a parameter by its type of document.</summary>
internal sealed class StateFacet<TState>(ParameterInfo parameter, PersistentStateAttribute attribute) : StateFacet(parameter, attribute)
{
    public override IStorage Create(Activation activation) =>
        new PersistentState<TState>(StorageOf(activation), Attribute.StateName, activation.GrainId);
}
