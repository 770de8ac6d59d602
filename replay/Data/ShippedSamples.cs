namespace MatchGrid.Replay.Data;

/// <summary>The data that the product ships, found beside its binaries.</summary>
public static class ShippedSamples
{
    /// <summary>Real pharmacies of seven US states and their stock of four medicines, winter 2021/22.</summary>
    public static string Therapeutics { get; } = Path.Combine(AppContext.BaseDirectory, "samples", "us-therapeutics");

    /// <summary>Outlines of administrative areas, and who lives there.</summary>
    public static string Areas { get; } = Path.Combine(AppContext.BaseDirectory, "samples", "areas");

    /// <summary>Some hundred packs for the catalogue to find.</summary>
    public static string Catalogue { get; } = Path.Combine(AppContext.BaseDirectory, "samples", "catalogue", "us_ndc.csv");
}
