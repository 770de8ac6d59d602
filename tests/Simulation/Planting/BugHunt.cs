namespace MatchGrid.Tests.Simulation.Planting;

/// <summary>How soon planted bugs are caught.</summary>
internal static class BugHunt
{
    /// <summary>The first seed of so many that catches a bug, and holds without it, with what it says; null for none.</summary>
    public static async Task<(ulong Seed, string Message)?> CatchAsync(PlantedBug bug, ulong first, int seeds)
    {
        for (var seed = first; seed < first + (ulong)seeds; seed++)
        {
            if (await RunAsync(seed, bug, bug) is { } message && await RunAsync(seed, PlantedBug.None, bug) is null)
                return (seed, message);
        }

        return null;
    }

    // Two activations there are on a cluster alone.
    private static async Task<string?> RunAsync(ulong seed, PlantedBug bug, PlantedBug wanted)
    {
        try
        {
            await Simulation.RunAsync(
                seed, bug: bug, spared: SimulationTests.Spared, logPerGrain: wanted == PlantedBug.TwoActivationsAcknowledge);
            return null;
        }
        catch (InvariantBrokenException caught)
        {
            return caught.Message;
        }
    }

    /// <summary>Writes down by which seed each bug is caught. Returns an exit code: 1 when one was not.</summary>
    public static async Task<int> RunAsync(string name, ulong first, int seeds)
    {
        var missed = 0;
        foreach (var bug in Enum.GetValues<PlantedBug>().Where(bug => bug != PlantedBug.None && (name == "all" || name.Split(',').Contains(bug.ToString()))))
        {
            var caught = await CatchAsync(bug, first, seeds);
            missed += caught is null ? 1 : 0;
            Console.WriteLine(caught is { } by ? $"{bug}: seed {by.Seed}, after {by.Seed - first + 1}: {by.Message}" : $"{bug}: unnoticed in {seeds} seeds");
        }

        return missed == 0 ? 0 : 1;
    }
}
