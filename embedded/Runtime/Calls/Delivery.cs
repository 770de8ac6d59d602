namespace MatchGrid.Embedded;

/// <summary>Something brought to an activation, to run there as a turn: a call or a timer's tick. Stands in one list at a time.</summary>
internal abstract class Delivery
{
    public Delivery? Previous { get; set; }

    public Delivery? Next { get; set; }

    /// <summary>Whether it may start while another awaits.</summary>
    public bool Interleaves { get; set; }

    /// <summary>Whether it counts as use of the activation.</summary>
    public abstract bool KeepsAlive { get; }

    /// <summary>Runs it and ends it on the activation. Never throws.</summary>
    public abstract Task RunAsync(Activation activation);
}
