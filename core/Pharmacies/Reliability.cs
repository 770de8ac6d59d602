namespace MatchGrid.Pharmacies;

/// <summary>How often a pharmacy's claims of stock held when somebody looked, the older the less it counts. Durable, folded from its events.</summary>
/// <remarks>
/// A claim is looked at when a held pack is handed over or is not there, each counting 1, and when a line that showed stock is counted again. Counts
/// weigh the days since the ones before them, at most 1: a till that counts every minute does not drown what patients found.
/// </remarks>
/// <param name="There">Claims that held, at <paramref name="AsOf"/>.</param>
/// <param name="Missing">Claims that did not.</param>
/// <param name="AsOf">What the two are decayed to.</param>
/// <param name="CountedAt">When counts were last weighed; null for never.</param>
public sealed record Reliability(double There, double Missing, DateTimeOffset AsOf, DateTimeOffset? CountedAt)
{
    /// <summary>A claim counts half after 30 days.</summary>
    private const double HalfLifeDays = 30;

    /// <summary>The share of claims that hold at pharmacies like most; from the series that <see cref="ConfidenceModel.Shipped"/> was fitted on.</summary>
    private const double UsualShare = 0.952;

    /// <summary>A pharmacy that is not known is taken as one with so many claims of the usual share.</summary>
    private const double UsualClaims = 5;

    public static Reliability Unknown { get; } = new(0, 0, default, null);

    /// <summary>A held pack was handed over, or was not there.</summary>
    public Reliability Held(DateTimeOffset at, bool there) => With(at, there ? 1 : 0, 1);

    /// <summary>Lines that showed stock were counted again; so much of them still did.</summary>
    public Reliability Counted(DateTimeOffset at, double shareThere)
    {
        var weight = CountedAt is { } before ? Math.Clamp((at - before).TotalDays, 0, 1) : 1;
        return weight > 0 ? With(at, shareThere, weight) with { CountedAt = at } : this;
    }

    /// <summary>Log-odds of a claim that holds, beside those of most pharmacies: 0 for an unknown one, negative where packs were missing.</summary>
    public double RecordAt(DateTimeOffset now)
    {
        var left = LeftAt(now);
        return Math.Log(((There * left) + (UsualClaims * UsualShare)) / ((Missing * left) + (UsualClaims * (1 - UsualShare))))
            - Math.Log(UsualShare / (1 - UsualShare));
    }

    // A clock that was set back does not bring anything back.
    private double LeftAt(DateTimeOffset now) => Math.Pow(0.5, Math.Max(0, (now - AsOf).TotalDays) / HalfLifeDays);

    private Reliability With(DateTimeOffset at, double share, double weight)
    {
        var left = LeftAt(at);
        return this with { There = (There * left) + (share * weight), Missing = (Missing * left) + ((1 - share) * weight), AsOf = at > AsOf ? at : AsOf };
    }
}
