using MatchGrid.Identifiers;
using MatchGrid.Skus;

namespace MatchGrid.Replay.Data;

/// <summary>
/// Reads catalogue facts: <c>code</c> (an NDC), <c>inn</c>, <c>brand</c>, <c>strength</c>, <c>form</c>, <c>manufacturer</c>; or the
/// <c>products</c> file of a series.
/// </summary>
public static class CatalogueReader
{
    private const int MostGroupCharacters = 100;

    /// <exception cref="DatasetException">The file cannot be read.</exception>
    public static IReadOnlyList<SkuFacts> Read(string path)
    {
        using var table = CsvTable.Open(path);
        if (table.Has("product_ndc"))
            return DatasetReader.ReadProducts(path);
        var facts = new List<SkuFacts>();
        while (table.Read())
        {
            var (inn, brand, strength, form) = (table.Required("inn"), table.Text("brand"), table.Text("strength"), table.Text("form"));
            facts.Add(new(
                new($"ndc:{table.Required("code")}"),
                brand.Length > 0 ? brand : inn,
                inn,
                Form: form,
                Strength: strength,
                Maker: table.Text("manufacturer"),
                Group: GroupOf(inn, strength, form),
                PrescriptionOnly: true));
        }

        return facts;
    }

    // Tablets and capsules of one substance, strength and form replace each other; devices and injections need a closer look.
    private static string? GroupOf(string inn, string strength, string form)
    {
        if (!form.StartsWith("Tablet", StringComparison.Ordinal) && !form.StartsWith("Capsule", StringComparison.Ordinal))
            return null;
        var group = $"{inn} {strength} {form}".ToLowerInvariant();
        return group.Length <= MostGroupCharacters ? group : $"{group[..(MostGroupCharacters - 17)]} {TextHash.Of(group):x16}";
    }
}
