using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using MatchGrid.Cli.Doors;
using MatchGrid.Cli.Output;

namespace MatchGrid.Cli.Commands;

/// <summary><c>matchgrid report</c>: who has a medicine, or how the server does.</summary>
internal static class ReportCommand
{
    private static readonly Argument<string?> Medicine = new("medicine") { Description = "A SKU, or words: who near --lat, --lon has it. Without one: the server's figures.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<double?> Latitude = new("--lat") { Description = "Degrees north." };
    private static readonly Option<double?> Longitude = new("--lon") { Description = "Degrees east." };
    private static readonly Option<int> Radius = new("--radius") { Description = "In metres.", DefaultValueFactory = _ => 10_000 };
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var server = new ServerOptions();
        var command = new Command("report", "Availability of a medicine near a point, or the figures of a running server.") { Medicine, Latitude, Longitude, Radius, Json };
        server.AddTo(command);
        command.SetAction((parsed, cancellationToken) => server.RunAsync(parsed, door => parsed.GetValue(Medicine) is { } medicine
            ? AvailabilityAsync(door, medicine, parsed, cancellationToken)
            : FiguresAsync(door, parsed.GetValue(Json), cancellationToken)));
        return command;
    }

    private static async Task<int> AvailabilityAsync(Door door, string medicine, ParseResult parsed, CancellationToken cancellationToken)
    {
        if ((parsed.GetValue(Latitude), parsed.GetValue(Longitude)) is not ({ } latitude, { } longitude))
            return Answer.Fail("Give --lat and --lon: near what?");
        await door.SignInAsync("patient", "cli", null, cancellationToken);
        var what = medicine.Contains(':', StringComparison.Ordinal) ? "sku" : "q";
        var answer = await door.AskAsync(
            HttpMethod.Get,
            string.Create(CultureInfo.InvariantCulture, $"v1/availability?{what}={Uri.EscapeDataString(medicine)}&lat={latitude}&lon={longitude}&radiusMetres={parsed.GetValue(Radius)}"),
            null,
            cancellationToken);
        if (parsed.GetValue(Json))
        {
            Answer.WriteJson(answer);
            return 0;
        }

        var places = answer["places"]!.AsArray();
        foreach (var place in places)
        {
            Console.WriteLine(
                $"{(int)place!["distanceMetres"]! / 1000.0,6:0.0} km  {place["available"],4} × {place["name"]} at {place["pharmacy"]!["name"]}, {place["pharmacy"]!["address"]} "
                + $"(as of {TimeSpan.FromSeconds((long)place["ageSeconds"]!):c} ago, {(double)place["confidence"]!:P0} sure)");
        }

        Console.WriteLine(places.Count == 0 ? "Nobody within reach has it." : $"{places.Count} places.");
        return 0;
    }

    private static async Task<int> FiguresAsync(Door door, bool json, CancellationToken cancellationToken)
    {
        var figures = new JsonObject();
        foreach (var line in (await door.TextAsync("metrics", cancellationToken) ?? "").Split('\n'))
        {
            if (line.Length > 0 && line[0] != '#' && line.LastIndexOf(' ') is > 0 and var space && !line.Contains("_bucket", StringComparison.Ordinal))
                figures[line[..space]] = double.Parse(line[(space + 1)..], CultureInfo.InvariantCulture);
        }

        var demo = await door.TextAsync("v1/demo/status", cancellationToken) is { } text ? JsonNode.Parse(text) as JsonObject : null;
        if (json)
        {
            Answer.WriteJson(new JsonObject { ["metrics"] = figures, ["demo"] = demo });
            return 0;
        }

        Answer.WriteTable(figures.Select(figure => (figure.Key, $"{(double)figure.Value!:N2}"))
            .Concat((demo ?? []).Select(figure => ($"demo {figure.Key}", figure.Value?.ToString() ?? "–"))));
        return 0;
    }
}
