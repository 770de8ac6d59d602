using MatchGrid.Identifiers;
using MatchGrid.Silo.Skus;

namespace MatchGrid.Api.Skus;

/// <summary>Names beside the SKUs of an answer.</summary>
public static class SkuNames
{
    public static IReadOnlyDictionary<string, string> Of(IEnumerable<Sku> skus, LocalCatalogue catalogue)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var sku in skus)
        {
            if (catalogue.Find(sku) is { } facts)
                names[sku.Value] = facts.Name;
        }

        return names;
    }
}
