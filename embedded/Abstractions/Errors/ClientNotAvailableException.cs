namespace Orleans.Runtime;

/// <summary>The observer behind a reference is gone: deleted, or dropped because it fell too far behind.</summary>
public sealed class ClientNotAvailableException : OrleansException
{
    internal ClientNotAvailableException(GrainId clientId)
        : base($"No activation for client {clientId}")
    {
    }
}
