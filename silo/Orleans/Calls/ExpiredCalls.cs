using Orleans;

namespace MatchGrid.Silo.Calls;

/// <summary>
/// A call that expired before its grain was found ends as one that took too long. Orleans says that it was cancelled, which to a background service means
/// that its host is stopping.
/// </summary>
internal sealed class ExpiredCalls : IOutgoingGrainCallFilter
{
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (OperationCanceledException expired)
        {
            throw new TimeoutException($"{context.InterfaceName}.{context.MethodName} took too long", expired);
        }
    }
}
