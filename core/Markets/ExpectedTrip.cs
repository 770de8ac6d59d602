namespace MatchGrid.Markets;

/// <summary>
/// How far stock is, in what it costs to get it: the way there, over the chance that it is there. Who goes in vain goes again, so a pharmacy that
/// has it half of the time is taken as twice as far.
/// </summary>
public static class ExpectedTrip
{
    /// <summary>Every way is at least this long: places are rounded to about 250 m, and nobody gains from the last metres.</summary>
    private const double LeastMetres = 500;

    /// <summary>What is surely gone is as far as twenty times the way: last, but not out of the question.</summary>
    private const double LeastChance = 0.05;

    /// <summary>Never less than <see cref="AtLeast"/>.</summary>
    public static double Metres(double distanceMetres, double chance) => AtLeast(distanceMetres) / Math.Max(chance, LeastChance);

    /// <summary>When the stock is certain.</summary>
    public static double AtLeast(double distanceMetres) => distanceMetres + LeastMetres;
}
