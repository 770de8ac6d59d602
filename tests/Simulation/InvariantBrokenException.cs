namespace MatchGrid.Tests.Simulation;

/// <summary>Something that must always hold did not.</summary>
internal sealed class InvariantBrokenException(string what) : Exception(what)
{
    /// <summary>Turns until then.</summary>
    public long Turns { get; set; }
}
