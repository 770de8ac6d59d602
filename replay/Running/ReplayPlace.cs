using System.Text.Json;
using System.Text.Json.Serialization;

namespace MatchGrid.Replay.Running;

/// <summary>Where a replay stands: a small file beside the grid's log, replaced as a whole.</summary>
/// <param name="Of">Series and options; another replay in the same folder is refused.</param>
/// <param name="Runs">How often it was started.</param>
/// <param name="At">The virtual time when this was written.</param>
/// <param name="ClockTo">The virtual clock does not pass this instant before the file says so: the next start begins there.</param>
/// <param name="Movements">Stock movements that are stored.</param>
/// <param name="Needs">Requests that are stored.</param>
/// <param name="Wall">Time spent so far.</param>
internal sealed record ReplayPlace(
    string Of, int Runs, DateTimeOffset At, DateTimeOffset ClockTo, int Movements, int Needs, TimeSpan Wall, bool Finished)
{
    private const string FileName = "replay.json";

    /// <summary>Null for a folder without a replay.</summary>
    public static ReplayPlace? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), ReplayPlaceJson.Default.ReplayPlace) : null;
    }

    /// <param name="folder">The data folder.</param>
    /// <param name="syncToDisk">Whether it must survive power loss.</param>
    public void Write(string folder, bool syncToDisk)
    {
        var path = Path.Combine(folder, FileName);
        using (var file = File.Create(path + ".new"))
        {
            JsonSerializer.Serialize(file, this, ReplayPlaceJson.Default.ReplayPlace);
            file.Flush(syncToDisk);
        }

        File.Move(path + ".new", path, overwrite: true);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ReplayPlace))]
internal sealed partial class ReplayPlaceJson : JsonSerializerContext;
