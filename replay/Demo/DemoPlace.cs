using System.Text.Json;
using System.Text.Json.Serialization;

namespace MatchGrid.Replay.Demo;

/// <summary>Where the demonstration stands, kept in the data folder so that the next start continues.</summary>
/// <param name="Pass">From 1.</param>
/// <param name="Elapsed">Of this pass.</param>
public sealed record DemoPlace(int Pass, TimeSpan Elapsed)
{
    private const string FileName = "demo.json";

    /// <summary>The beginning, where there is none.</summary>
    public static DemoPlace Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllText(file), DemoPlaceJson.Default.DemoPlace) ?? Beginning : Beginning;
    }

    public void Write(string folder)
    {
        var file = Path.Combine(folder, FileName);
        File.WriteAllText(file + ".new", JsonSerializer.Serialize(this, DemoPlaceJson.Default.DemoPlace));
        File.Move(file + ".new", file, overwrite: true);
    }

    private static DemoPlace Beginning => new(1, TimeSpan.Zero);
}

[JsonSerializable(typeof(DemoPlace))]
internal sealed partial class DemoPlaceJson : JsonSerializerContext;
