namespace Orleans.Runtime;

/// <summary>A call could not be delivered: the engine stops, or the activation was lost.</summary>
public class OrleansMessageRejectionException : OrleansException
{
    internal OrleansMessageRejectionException(string message)
        : base(message)
    {
    }
}
