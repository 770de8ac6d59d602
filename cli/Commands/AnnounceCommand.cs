using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using MatchGrid.Cli.Doors;
using MatchGrid.Cli.Output;

namespace MatchGrid.Cli.Commands;

/// <summary><c>matchgrid announce</c>: what a maker expects to come.</summary>
internal static class AnnounceCommand
{
    public static Command Create()
    {
        var (server, json) = (new ServerOptions(), CommonOptions.Json());
        var sku = new Argument<string>("sku") { Description = "The pack, as scheme:code." };
        var name = new Argument<string?>("name") { Description = "Your own name for the announcement; left out: lists what you announced.", Arity = ArgumentArity.ZeroOrOne };
        var quantity = new Option<int?>("--quantity") { Description = "Packs, in all places together." };
        var from = new Option<DateTimeOffset?>("--from") { Description = "When they are expected." };
        var places = new Option<string[]>("--place") { Description = "LATITUDE,LONGITUDE,METRES; more than one may be given. With no region either: everywhere." };
        var regions = new Option<string[]>("--region") { Description = "Id of a crisis region that it is meant for; more than one may be given." };
        var withdraw = new Option<bool>("--withdraw") { Description = "Takes the announcement back." };
        var command = new Command("announce", "Announces packs to come, as a maker: patients in line see an estimate.") { sku, name, quantity, from, places, regions, withdraw, json };
        server.AddTo(command);
        command.SetAction((parsed, cancellationToken) => server.RunAsync(parsed, async door =>
        {
            await door.SignInAsync("maker", "cli", null, cancellationToken);
            var all = $"v1/skus/{Uri.EscapeDataString(parsed.GetRequiredValue(sku))}/announcements";
            if (parsed.GetValue(name) is not { } own)
            {
                Show(await door.AskAsync(HttpMethod.Get, all, null, cancellationToken), parsed.GetValue(json));
                return 0;
            }

            var one = $"{all}/{Uri.EscapeDataString(own)}";
            if (parsed.GetValue(withdraw))
            {
                await door.AskAsync(HttpMethod.Delete, one, null, cancellationToken);
                Console.WriteLine("Taken back.");
                return 0;
            }

            if (parsed.GetValue(quantity) is not { } packs || parsed.GetValue(from) is not { } day)
                throw new RefusedException("--quantity and --from are needed.");
            var body = new JsonObject
            {
                ["quantity"] = packs,
                ["from"] = day.ToString("O", CultureInfo.InvariantCulture),
                ["places"] = new JsonArray([.. (parsed.GetValue(places) ?? []).Select(text => CommonOptions.CircleOf(text, "--place"))]),
                ["regions"] = new JsonArray([.. (parsed.GetValue(regions) ?? []).Select(region => JsonValue.Create(region))]),
            };
            await door.AskAsync(HttpMethod.Put, one, body, cancellationToken);
            Console.WriteLine($"Announced {packs:N0} packs of {parsed.GetValue(sku)} for {day:d MMMM yyyy}.");
            return 0;
        }));
        return command;
    }

    private static void Show(JsonNode answer, bool json)
    {
        var announced = answer["announcements"]!.AsArray();
        if (json)
            Console.WriteLine(answer.ToJsonString());
        else if (announced.Count == 0)
            Console.WriteLine("Nothing is announced.");
        else
            Answer.WriteTable(announced.Select(one => ($"{one!["id"]}", $"{one["quantity"]} packs, {one["from"]!.GetValue<DateTimeOffset>():d MMMM yyyy}, {Where(one)}")));
    }

    private static string Where(JsonNode one)
    {
        var (places, regions) = (one["places"]!.AsArray().Count, one["regions"]!.AsArray().Count);
        return places + regions == 0 ? "everywhere" : $"{places} places, {regions} regions";
    }
}
