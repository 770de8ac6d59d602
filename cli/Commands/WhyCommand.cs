using System.CommandLine;
using System.Text.Json.Nodes;
using MatchGrid.Cli.Doors;
using MatchGrid.Cli.Output;

namespace MatchGrid.Cli.Commands;

/// <summary><c>matchgrid why</c>: why a request has nothing yet.</summary>
internal static class WhyCommand
{
    private static readonly Argument<string> Request = new("request") { Description = "The request's id, as matchgrid request printed it." };
    private static readonly Option<string> Patient = new("--patient") { Description = "Whom a development token is made out to.", DefaultValueFactory = _ => "cli" };
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var server = new ServerOptions();
        var command = new Command("why", "Why a request has what it has and nothing more yet, in plain words.") { Request, Patient, Json };
        server.AddTo(command);
        command.SetAction((parsed, cancellationToken) => server.RunAsync(parsed, door => AskAsync(door, parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> AskAsync(Door door, ParseResult parsed, CancellationToken cancellationToken)
    {
        await door.SignInAsync("patient", parsed.GetRequiredValue(Patient), null, cancellationToken);
        var id = Uri.EscapeDataString(parsed.GetRequiredValue(Request));
        var why = await door.AskAsync(HttpMethod.Get, $"v1/requests/{id}/why", null, cancellationToken);
        var request = await door.AskAsync(HttpMethod.Get, $"v1/requests/{id}", null, cancellationToken);
        if (parsed.GetValue(Json))
        {
            Answer.WriteJson(why);
            return 0;
        }

        Console.WriteLine($"request {why["request"]}: {why["status"]}");
        foreach (var match in request["matches"]!.AsArray().Where(match => match!["why"] is not null))
            Console.WriteLine($"  {match!["status"]} at {match["pharmacy"]!["name"]}: {match["why"]}");
        foreach (var reason in why["reasons"]!.AsArray())
            Console.WriteLine($"  {Name(reason!)}{reason!["sentence"]}");
        foreach (var expected in request["expected"]?.AsArray() ?? [])
            Console.WriteLine($"  {Name(expected!)}its maker expects {expected!["quantity"]} packs around here from {(DateTimeOffset)expected["from"]!:d MMMM yyyy}");
        return 0;
    }

    private static string Name(JsonNode reason) => reason["sku"] is { } sku ? $"{sku["name"] ?? sku["sku"]}: " : "";
}
