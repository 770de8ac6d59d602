using MatchGrid.Identifiers;
using MatchGrid.Regions;

namespace MatchGrid.Api.Feed;

/// <summary>Unmet demand for a SKU in a crisis region. Packs; what tells of patients is a multiple of five, and 0 stands for fewer than five.</summary>
/// <param name="Threshold">The step that the demand has reached: 20, 50, 100, 200, 500 …; 0 when it is over.</param>
/// <param name="Asked">Still sought.</param>
/// <param name="Available">At pharmacies inside.</param>
/// <param name="StockOutAt">When what is available is gone if matches go on as in the last hour.</param>
public sealed record UnmetMessage(
    RegionId Region, string RegionName, long Threshold, long Asked, long Available, long? AskedHourAgo, long? AskedDayAgo, DateTimeOffset? StockOutAt)
{
    public static UnmetMessage Of(UnmetSignal one) =>
        new(one.Region, one.RegionName, one.Threshold, one.Asked, one.Available, one.AskedHourAgo, one.AskedDayAgo, one.StockOutAt);
}
