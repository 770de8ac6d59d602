namespace Orleans;

/// <summary>Sees every call that is made through a grain reference. Registered as a service.</summary>
public interface IOutgoingGrainCallFilter
{
    Task Invoke(IOutgoingGrainCallContext context);
}
