using System.Reflection;
using Orleans.Runtime;

namespace Orleans;

/// <summary>A call as it arrives at a grain.</summary>
public interface IIncomingGrainCallContext : IGrainCallContext
{
    IGrainContext TargetContext { get; }

    /// <summary>The method of the grain class that implements the interface method.</summary>
    MethodInfo ImplementationMethod { get; }
}
