namespace MatchGrid.Embedded;

/// <summary>What lies between a caller and the grain or observer it calls. Without one, calls are delivered at once.</summary>
public interface ICallTransport
{
    /// <summary>Takes a call or its reply. Delivers it now, later or never, on any thread.</summary>
    void Carry(CarriedCall carried);
}
