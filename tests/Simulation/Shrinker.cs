namespace MatchGrid.Tests.Simulation;

/// <summary>Makes a failing seed smaller: fewer turns before it comes to rest, and fewer kinds of faults.</summary>
internal static class Shrinker
{
    /// <param name="seed">One that failed.</param>
    /// <param name="broken">With how it failed.</param>
    /// <param name="turns">After so many turns it was to come to rest.</param>
    /// <param name="bug">Planted on purpose.</param>
    /// <param name="spared">Faults that it did without.</param>
    public static async Task<Shrunk> ShrinkAsync(
        ulong seed, InvariantBrokenException broken, long turns, PlantedBug bug = PlantedBug.None, IReadOnlySet<FaultKind>? spared = null)
    {
        var best = new Shrunk(Math.Min(turns, broken.Turns), [.. spared ?? new HashSet<FaultKind>()], broken.Message);
        best = await FewerTurnsAsync(seed, best, bug);
        foreach (var kind in Enum.GetValues<FaultKind>().Where(kind => !best.Spared.Contains(kind)))
            best = await TryAsync(seed, best with { Spared = [.. best.Spared, kind] }, bug) ?? best;
        return await FewerTurnsAsync(seed, best, bug);
    }

    // What fails need not fail with every number of turns above: the smallest found counts.
    private static async Task<Shrunk> FewerTurnsAsync(ulong seed, Shrunk best, PlantedBug bug)
    {
        for (var (holds, step) = (0L, best.Turns / 2); best.Turns - holds > 100; step = (best.Turns - holds) / 2)
        {
            if (await TryAsync(seed, best with { Turns = holds + step }, bug) is { } smaller)
                best = smaller;
            else
                holds += step;
        }

        return best;
    }

    private static async Task<Shrunk?> TryAsync(ulong seed, Shrunk candidate, PlantedBug bug)
    {
        try
        {
            await Simulation.RunAsync(seed, candidate.Turns, bug, candidate.Spared);
            return null;
        }
        catch (InvariantBrokenException broken)
        {
            return candidate with { Message = broken.Message };
        }
    }
}

/// <summary>A seed that fails.</summary>
/// <param name="Turns">After so many turns it comes to rest.</param>
/// <param name="Spared">Faults that it does without.</param>
/// <param name="Message">How it fails.</param>
internal sealed record Shrunk(long Turns, HashSet<FaultKind> Spared, string Message)
{
    /// <summary>The options of this program that show it again.</summary>
    public string Options(ulong seed) =>
        $"--seeds 1 --first-seed {seed} --turns {Turns}" + (Spared.Count == 0 ? "" : $" --without {string.Join(',', Spared.Order())}");
}
