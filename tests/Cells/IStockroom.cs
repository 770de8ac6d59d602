using MatchGrid.Geo;
using MatchGrid.Identifiers;
using Orleans;

namespace MatchGrid.Tests.Cells;

/// <summary>What a test does to a pharmacy.</summary>
public interface IStockroom : IGrainWithStringKey
{
    Task MoveAsync(GeoPoint place);

    Task SetAsync(Sku sku, int available);
}
