namespace MatchGrid.Replay.Data;

/// <summary>Reads zip areas and their inhabitants; those where nobody lives are left out.</summary>
public static class PopulationReader
{
    /// <exception cref="DatasetException">The file cannot be read.</exception>
    public static IReadOnlyList<PopulationArea> Read(string path)
    {
        using var table = CsvTable.Open(path);
        var areas = new List<PopulationArea>();
        while (table.Read())
        {
            var population = table.Whole("population_2016");
            if (population > 0)
                areas.Add(new(table.Required("zip"), table.Required("state"), new(table.Decimal("lat"), table.Decimal("lon")), population));
        }

        return areas;
    }
}
