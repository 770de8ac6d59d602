using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans;

/// <summary>A call on its way through the filters.</summary>
public interface IGrainCallContext
{
    /// <summary>The method and its arguments, which a filter may replace.</summary>
    IInvokable Request { get; }

    /// <summary>The reference on the caller's side, the grain instance on the other.</summary>
    object Grain { get; }

    /// <summary>Who calls; null when it is not a grain.</summary>
    GrainId? SourceId { get; }

    GrainId TargetId { get; }

    string InterfaceName { get; }

    string MethodName { get; }

    MethodInfo InterfaceMethod { get; }

    /// <summary>What the method returned, once <see cref="Invoke"/> has ended. A filter may replace it by one of the same type.</summary>
    object? Result { get; set; }

    /// <summary>Goes on to the next filter, at last to the call itself.</summary>
    Task Invoke();
}
