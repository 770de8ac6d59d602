using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using MatchGrid.Cli.Doors;

namespace MatchGrid.Cli.Commands;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "The answer as JSON on standard output." };

    /// <summary>A circle as an option gives it.</summary>
    public static JsonObject CircleOf(string text, string option) => text.Split(',') is [var latitude, var longitude, var metres]
        && double.TryParse(latitude, CultureInfo.InvariantCulture, out var north)
        && double.TryParse(longitude, CultureInfo.InvariantCulture, out var east)
        && int.TryParse(metres, CultureInfo.InvariantCulture, out var radius)
            ? new() { ["latitude"] = north, ["longitude"] = east, ["radiusMetres"] = radius }
            : throw new RefusedException($"{option} is LATITUDE,LONGITUDE,METRES, such as 40.71,-74.0,20000.");
}
