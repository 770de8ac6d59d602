using Orleans.Runtime;

namespace Orleans;

/// <summary>A call as its caller makes it.</summary>
public interface IOutgoingGrainCallContext : IGrainCallContext
{
    /// <summary>The calling grain; null when it is not a grain.</summary>
    IGrainContext? SourceContext { get; }
}
