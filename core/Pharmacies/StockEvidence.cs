using Orleans;

namespace MatchGrid.Pharmacies;

/// <summary>What a line's claim of stock rests on, in four bytes: leaves and markets keep one for every line they know.</summary>
/// <remarks>
/// From the top: 25 bits for the minute of the last count or change (from 2020, until 2083), one for a pack that was missing since, six for the
/// pharmacy's record in quarters from -8.
/// </remarks>
/// <param name="Packed">0 when nothing is known: then the claim is taken as it is.</param>
[GenerateSerializer, Immutable, Alias("mg.StockEvidence")]
public readonly record struct StockEvidence([property: Id(0)] uint Packed)
{
    /// <summary>What evidence has to change by before those who keep it are told anew: a quarter of a day, or one in the record.</summary>
    private const uint TellAfterMinutes = 360;

    private const int TellAfterLevels = 4;
    private const uint LastMinute = (1 << 25) - 1;
    private const int Levels = 64;
    private const double LevelsPerUnit = 4;

    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static StockEvidence Of(DateTimeOffset seenAt, bool doubted, double record)
    {
        var minute = (uint)Math.Clamp((seenAt - From).TotalMinutes, 1, LastMinute);
        var level = (uint)Math.Clamp((int)Math.Round(record * LevelsPerUnit) + (Levels / 2), 0, Levels - 1);
        return new((minute << 7) | (doubted ? 1u << 6 : 0) | level);
    }

    public bool IsKnown => Packed != 0;

    /// <summary>When the line was last counted or changed, to the minute.</summary>
    public DateTimeOffset SeenAt => From.AddMinutes(Minute);

    /// <summary>A pack of it was not there, and it was not counted since.</summary>
    public bool Doubted => (Packed & (1u << 6)) != 0;

    /// <summary>See <see cref="Reliability.RecordAt"/>.</summary>
    public double Record => (Level - (Levels / 2)) / LevelsPerUnit;

    private uint Minute => Packed >> 7;

    private int Level => (int)(Packed & (Levels - 1));

    /// <summary>The chance that packs are really there: <see cref="ConfidenceModel.Shipped"/>, and half of it on a line that is doubted.</summary>
    public double ChanceOf(int packs, DateTimeOffset now)
    {
        if (!IsKnown)
            return packs < 1 ? 0 : 1;
        var chance = ConfidenceModel.Shipped.ChanceOf(now - SeenAt, packs, Record);
        return Doubted ? chance / 2 : chance;
    }

    /// <summary>Whether who was told the other should be told this.</summary>
    public bool IsNewsAfter(StockEvidence told) =>
        Doubted != told.Doubted || Minute >= told.Minute + TellAfterMinutes || Math.Abs(Level - told.Level) >= TellAfterLevels;
}
