using System.CommandLine;
using System.Text.Json.Nodes;
using MatchGrid.Cli.Doors;
using MatchGrid.Cli.Output;
using MatchGrid.Requests;

namespace MatchGrid.Cli.Commands;

/// <summary><c>matchgrid request</c>: asks as a patient.</summary>
internal static class RequestCommand
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    private static readonly Argument<string> Medicine = new("medicine") { Description = "A SKU (ndc:00069-1085-30), or words that find one substitution group." };
    private static readonly Option<double> Latitude = new("--lat") { Description = "Degrees north.", Required = true };
    private static readonly Option<double> Longitude = new("--lon") { Description = "Degrees east.", Required = true };
    private static readonly Option<int> Radius = new("--radius") { Description = "How far to go, in metres.", DefaultValueFactory = _ => 10_000 };
    private static readonly Option<int> Quantity = new("--quantity") { Description = "Packs.", DefaultValueFactory = _ => 1 };
    private static readonly Option<Urgency> HowUrgent = new("--urgency") { Description = "Self-declared." };
    private static readonly Option<string> Patient = new("--patient") { Description = "Whom a development token is made out to.", DefaultValueFactory = _ => "cli" };
    private static readonly Option<string?> Id = new("--id") { Description = "The same id again is the same request." };
    private static readonly Option<double> Wait = new("--wait") { Description = "Seconds to wait for a match." };
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var server = new ServerOptions();
        var command = new Command("request", "Asks for a medicine as a patient; exit code 3 when --wait passed without a match.")
        {
            Medicine, Latitude, Longitude, Radius, Quantity, HowUrgent, Patient, Id, Wait, Json,
        };
        server.AddTo(command);
        command.SetAction((parsed, cancellationToken) => server.RunAsync(parsed, door => AskAsync(door, parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> AskAsync(Door door, ParseResult parsed, CancellationToken cancellationToken)
    {
        await door.SignInAsync("patient", parsed.GetRequiredValue(Patient), null, cancellationToken);
        var medicine = parsed.GetRequiredValue(Medicine);
        var body = new JsonObject
        {
            ["latitude"] = parsed.GetRequiredValue(Latitude),
            ["longitude"] = parsed.GetRequiredValue(Longitude),
            ["radiusMetres"] = parsed.GetRequiredValue(Radius),
            ["quantity"] = parsed.GetRequiredValue(Quantity),
            ["urgency"] = parsed.GetValue(HowUrgent).ToString().ToLowerInvariant(),
        };
        if (medicine.Contains(':', StringComparison.Ordinal))
            body["skus"] = new JsonArray(medicine);
        else
            body["q"] = medicine;
        if (parsed.GetValue(Id) is { } id)
            body["id"] = id;

        var request = await door.AskAsync(HttpMethod.Post, "v1/requests", body, cancellationToken);
        var until = TimeProvider.System.GetUtcNow().AddSeconds(parsed.GetValue(Wait));
        while (!IsMatched(request) && TimeProvider.System.GetUtcNow() < until)
        {
            await Task.Delay(LookAgain, cancellationToken);
            request = await door.AskAsync(HttpMethod.Get, $"v1/requests/{request["id"]}", null, cancellationToken);
        }

        if (parsed.GetValue(Json))
            Answer.WriteJson(request);
        else
            Write(request);
        return IsMatched(request) || parsed.GetValue(Wait) <= 0 ? 0 : 3;
    }

    private static bool IsMatched(JsonNode request) => request["matches"]!.AsArray().Count > 0;

    private static void Write(JsonNode request)
    {
        Console.WriteLine($"request {request["id"]}: {request["status"]}, {request["found"]} of {request["quantity"]} found");
        foreach (var match in request["matches"]!.AsArray())
        {
            var pharmacy = match!["pharmacy"]!;
            Console.WriteLine(
                $"  {match["quantity"]} × {match["sku"]!["name"]} {match["status"]} at {pharmacy["name"]}, {pharmacy["address"]}, {match["distanceMetres"]} m away; "
                + $"code {match["code"]}, until {match["until"]}");
        }
    }
}
