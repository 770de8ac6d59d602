namespace Orleans;

/// <summary>Sees every call that arrives at a grain. Registered as a service, or implemented by a grain class for its own calls.</summary>
public interface IIncomingGrainCallFilter
{
    Task Invoke(IIncomingGrainCallContext context);
}
