namespace MatchGrid.Pharmacies;

/// <summary>
/// The chance that stock which was reported some time ago is still there: <c>ln(-ln chance) = Base + Age ln(days) + Packs ln(packs) + Record record</c>,
/// so 1 right after the report, and falling from then on.
/// </summary>
/// <param name="Base">Of a line of one pack, a day after its report, at a pharmacy like most.</param>
/// <param name="Age">How fast the risk grows with the days since the report; above 0.</param>
/// <param name="Packs">How it depends on the packs reported; 0 or below: more packs last longer.</param>
/// <param name="Record">How it depends on <see cref="Reliability.RecordAt"/>; 0 or below.</param>
public sealed record ConfidenceModel(double Base, double Age, double Packs, double Record)
{
    /// <summary>
    /// Fitted by <c>bench confidence</c> on half of the pharmacies of the US therapeutics locator, December 2021 to March 2022 (US Department of
    /// Health and Human Services, public domain), and scored on the other half: docs/TRUTH.md.
    /// </summary>
    public static ConfidenceModel Shipped { get; } = new(-2.35, 1.26, -0.68, -0.36);

    /// <summary>0 to 1.</summary>
    /// <param name="age">Since the line was last counted or changed; what is negative counts as none.</param>
    /// <param name="packs">As reported; below 1 the chance is 0.</param>
    /// <param name="record">The pharmacy's, see <see cref="Reliability.RecordAt"/>.</param>
    public double ChanceOf(TimeSpan age, int packs, double record)
    {
        if (packs < 1)
            return 0;
        if (age <= TimeSpan.Zero)
            return 1;
        return Math.Exp(-Math.Exp(Base + (Age * Math.Log(age.TotalDays)) + (Packs * Math.Log(packs)) + (Record * record)));
    }
}
