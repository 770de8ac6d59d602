using System.Security.Cryptography;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Skus;

namespace MatchGrid.Replay.Data;

/// <summary>Reads a stock series from a folder.</summary>
/// <remarks>
/// The folder holds <c>providers</c>, <c>events</c> and <c>products</c>; the populations (<c>zcta</c>) stand there too, or in a folder
/// <c>places</c> beside it. Names may have more round these words, as in <c>us_events.csv.gz</c>. Of the events, <c>stock</c> and
/// <c>delist</c> are replayed; orders and deliveries are ambiguous at the source and only counted.
/// </remarks>
public static class DatasetReader
{
    /// <exception cref="DatasetException">A file is missing or cannot be read.</exception>
    public static Dataset Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DatasetException($"There is no folder {Path.GetFullPath(folder)}.");
        var beside = Path.Combine(folder, "..", "places");
        string[] files = [Find("providers", folder), Find("products", folder), Find("events", folder), Find("zcta", folder, beside)];

        var places = ReadPlaces(files[0]);
        var products = ReadProducts(files[1]);
        var (sightings, events) = ReadEvents(files[2], places, products);
        var states = places.Select(place => place.State).ToHashSet(StringComparer.Ordinal);
        var areas = PopulationReader.Read(files[3]).Where(area => states.Contains(area.State)).ToList();
        if (areas.Count == 0)
            throw new DatasetException($"{files[3]} has no area in the states of the series.");
        return new(Path.GetFullPath(folder), places, products, sightings, events, areas, FingerprintOf(files));
    }

    private static string Find(string word, params string[] folders) =>
        folders.Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, $"*{word}*.csv*").Order(StringComparer.Ordinal))
            .FirstOrDefault(file => file.EndsWith(".csv", StringComparison.Ordinal) || file.EndsWith(".csv.gz", StringComparison.Ordinal))
        ?? throw new DatasetException($"There is no {word} file (*{word}*.csv or .csv.gz) in {Path.GetFullPath(folders[0])}.");

    /// <summary>Reads a <c>providers</c> file.</summary>
    /// <exception cref="DatasetException">The file cannot be read.</exception>
    public static IReadOnlyList<StockPlace> ReadPlaces(string path)
    {
        using var table = CsvTable.Open(path);
        var places = new List<StockPlace>();
        while (table.Read())
        {
            if (!GeoPoint.TryCreate(table.Decimal("lat"), table.Decimal("lon"), out var point))
                throw table.Wrong("lat, lon", "is not on the earth");
            var address = string.Join(", ", new[] { table.Text("address"), table.Text("city"), $"{table.Text("state")} {table.Text("zip")}" }.Where(part => part.Trim().Length > 0));
            places.Add(new(new(table.Required("provider_id")), table.Required("name"), address, table.Required("state"), point));
        }

        return places;
    }

    /// <summary>Reads a <c>products</c> file.</summary>
    /// <exception cref="DatasetException">The file cannot be read.</exception>
    public static IReadOnlyList<SkuFacts> ReadProducts(string path)
    {
        using var table = CsvTable.Open(path);
        var products = new List<SkuFacts>();
        while (table.Read())
        {
            var atc = table.Text("atc");
            products.Add(new(
                new($"ndc:{table.Required("product_ndc")}"), table.Required("label"), table.Text("inn"), atc.Length == 0 ? null : atc, PrescriptionOnly: true));
        }

        return products;
    }

    private static (List<StockSighting> Sightings, int Events) ReadEvents(string path, IReadOnlyList<StockPlace> places, IReadOnlyList<SkuFacts> products)
    {
        var placeOf = places.Index().ToDictionary(pair => pair.Item.Id.Value, pair => pair.Index, StringComparer.Ordinal);
        var productOf = products.Index().ToDictionary(pair => pair.Item.Sku.Value[4..], pair => pair.Index, StringComparer.Ordinal);
        using var table = CsvTable.Open(path);
        var sightings = new List<StockSighting>();
        var events = 0;
        while (table.Read())
        {
            events++;
            var kind = table.Required("event");
            if (kind is not ("stock" or "delist"))
                continue;
            if (!placeOf.TryGetValue(table.Required("provider_id"), out var place))
                throw table.Wrong("provider_id", "is not among the providers");
            if (!productOf.TryGetValue(table.Required("product_ndc"), out var product))
                throw table.Wrong("product_ndc", "is not among the products");
            var count = kind == "delist" ? 0 : table.Whole("quantity");
            if (count < 0)
                throw table.Wrong("quantity", "is negative");
            sightings.Add(new(table.Instant("observed_at"), place, product, count));
        }

        if (sightings.Count == 0)
            throw new DatasetException($"{path} has no stock events.");
        return ([.. sightings.OrderBy(sighting => sighting.ObservedAt)], events);
    }

    private static string FingerprintOf(string[] files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
            hash.AppendData(File.ReadAllBytes(file));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
