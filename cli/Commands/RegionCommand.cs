using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using MatchGrid.Cli.Doors;
using MatchGrid.Cli.Output;
using Spectre.Console;

namespace MatchGrid.Cli.Commands;

/// <summary><c>matchgrid region</c>: crisis regions opened, listed, watched and closed.</summary>
internal static class RegionCommand
{
    private static readonly Argument<string> Id = new("region") { Description = "The region's id." };

    public static Command Create() => new("region", "Crisis regions of a running server.") { List(), Open(), Close(), Watch(), Areas() };

    private static Command List()
    {
        var (server, json) = (new ServerOptions(), CommonOptions.Json());
        var command = new Command("list", "Regions in your territory, open ones first.") { json };
        server.AddTo(command);
        command.SetAction((parsed, cancellationToken) => server.RunAsync(parsed, async door =>
        {
            var regions = (await AskAsync(door, HttpMethod.Get, "v1/regions", null, cancellationToken)).AsArray();
            if (parsed.GetValue(json))
                Console.WriteLine(regions.ToJsonString());
            else
                Answer.WriteTable([.. regions.Select(one => ($"{one!["id"]}", $"{one["name"]}, tier {one["tier"]}, {(one["open"]!.GetValue<bool>() ? "open" : "not open")}"))]);
            return 0;
        }));
        return command;
    }

    private static Command Open()
    {
        var (server, json) = (new ServerOptions(), CommonOptions.Json());
        var name = new Option<string>("--name") { Description = "What it is called.", Required = true };
        var tier = new Option<int>("--tier") { Description = "1 to 9: requests inside come first; 0 only watches." };
        var areas = new Option<string[]>("--area") { Description = "Code of an administrative area, such as US-NY; more than one may be given." };
        var circle = new Option<string?>("--circle") { Description = "LATITUDE,LONGITUDE,METRES" };
        var file = new Option<FileInfo?>("--geojson") { Description = "A file with a polygon." };
        var everywhere = new Option<bool>("--everywhere") { Description = "The whole earth: with tier 0 its figures are the nationwide ones." };
        var until = new Option<DateTimeOffset?>("--until") { Description = "When it ends by itself." };
        var waiver = new Option<bool>("--fee-waiver") { Description = "Its matches carry that the patient pays no fee." };
        var command = new Command("open", "Opens a crisis region.") { name, tier, areas, circle, file, everywhere, until, waiver, json };
        server.AddTo(command);
        command.SetAction((parsed, cancellationToken) => server.RunAsync(parsed, async door =>
        {
            var body = new JsonObject { ["name"] = parsed.GetValue(name), ["tier"] = parsed.GetValue(tier), ["feeWaiver"] = parsed.GetValue(waiver) };
            if (parsed.GetValue(everywhere))
                body["everywhere"] = true;
            if (parsed.GetValue(areas) is { Length: > 0 } codes)
                body["areas"] = new JsonArray([.. codes.Select(code => JsonValue.Create(code))]);
            if (parsed.GetValue(circle) is { } text)
                body["circle"] = CommonOptions.CircleOf(text, "--circle");
            if (parsed.GetValue(file) is { } drawn)
                body["geometry"] = await ReadAsync(drawn, cancellationToken);
            if (parsed.GetValue(until) is { } end)
                body["until"] = end.ToString("O");
            var opened = await AskAsync(door, HttpMethod.Post, "v1/regions", body, cancellationToken);
            Console.WriteLine(parsed.GetValue(json) ? opened.ToJsonString() : $"Opened {opened["id"]} ({opened["name"]}, tier {opened["tier"]}).");
            return 0;
        }));
        return command;
    }

    private static Command Close()
    {
        var server = new ServerOptions();
        var command = new Command("close", "Closes a crisis region for good.") { Id };
        server.AddTo(command);
        command.SetAction((parsed, cancellationToken) => server.RunAsync(parsed, async door =>
        {
            await door.SignInAsync("coordinator", "cli", null, cancellationToken);
            await door.TellAsync(HttpMethod.Post, $"v1/regions/{Uri.EscapeDataString(parsed.GetRequiredValue(Id))}/close", cancellationToken);
            Console.WriteLine("Closed.");
            return 0;
        }));
        return command;
    }

    private static Command Areas()
    {
        var server = new ServerOptions();
        var text = new Argument<string>("text") { Description = "Beginning of a code or a name." };
        var command = new Command("areas", "Administrative areas that a region can be made of.") { text };
        server.AddTo(command);
        command.SetAction((parsed, cancellationToken) => server.RunAsync(parsed, async door =>
        {
            var found = await AskAsync(door, HttpMethod.Get, $"v1/areas?q={Uri.EscapeDataString(parsed.GetRequiredValue(text))}", null, cancellationToken);
            Answer.WriteTable([.. found.AsArray().Select(one => ($"{one!["code"]}", $"{one["name"]} ({one["kind"]})"))]);
            return 0;
        }));
        return command;
    }

    private static Command Watch()
    {
        var (server, json) = (new ServerOptions(), CommonOptions.Json());
        var most = new Option<int?>("--most") { Description = "Ends after this many updates." };
        var command = new Command("watch", "Follows a region's figures live. Ctrl-C ends it.") { Id, most, json };
        server.AddTo(command);
        command.SetAction((parsed, cancellationToken) => server.RunAsync(parsed, async door =>
        {
            var region = parsed.GetRequiredValue(Id);
            await door.SignInAsync("coordinator", "cli", null, cancellationToken);
            var told = Told(door, region, parsed.GetValue(most) ?? int.MaxValue, cancellationToken);
            if (parsed.GetValue(json) || Console.IsOutputRedirected)
            {
                await foreach (var figures in told)
                    Console.WriteLine(parsed.GetValue(json) ? figures.GetRawText() : Line(figures));
            }
            else
            {
                await AnsiConsole.Live(new Table()).StartAsync(async live =>
                {
                    await foreach (var figures in told)
                        live.UpdateTarget(TableOf(figures));
                });
            }

            return 0;
        }));
        return command;
    }

    private static async IAsyncEnumerable<JsonElement> Told(
        Door door, string region, int most, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var shown = 0;
        await foreach (var figures in door.Live.FollowAsync<JsonElement>("WatchRegion", ["regionFigures"], [region], cancellationToken: cancellationToken))
        {
            yield return figures;
            if (++shown >= most)
                yield break;
        }
    }

    private static string Line(JsonElement figures)
    {
        var total = figures.GetProperty("total");
        return $"{figures.GetProperty("at").GetDateTimeOffset().ToLocalTime():HH:mm:ss} asked {total.GetProperty("asked")}, matched {total.GetProperty("matched")}, "
            + $"collected {total.GetProperty("collected")}, available {total.GetProperty("available")} of {total.GetProperty("onHand")}, fill rate {Share(total)}";
    }

    private static Table TableOf(JsonElement figures)
    {
        var table = new Table().Title($"{figures.GetProperty("region")}  {figures.GetProperty("at").GetDateTimeOffset().ToLocalTime():HH:mm:ss}").AddColumn("drug");
        foreach (var column in (string[])["open", "asked", "matched", "collected", "available", "held", "fill rate", "longest wait"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var one in figures.GetProperty("skus").EnumerateArray().Prepend(figures.GetProperty("total")))
        {
            var name = one.TryGetProperty("name", out var known) ? known.ToString() : one.TryGetProperty("sku", out var sku) ? sku.ToString() : "all";
            var open = one.GetProperty("open").EnumerateObject().Sum(urgency => urgency.Value.GetInt64());
            var wait = one.TryGetProperty("longestWaitSeconds", out var seconds) ? $"{TimeSpan.FromSeconds(seconds.GetInt64()):g}" : "";
            table.AddRow(
                Markup.Escape(name), $"{open:N0}", Packs(one, "asked"), Packs(one, "matched"), Packs(one, "collected"), Packs(one, "available"), Packs(one, "held"), Share(one), wait);
        }

        return table;
    }

    private static string Packs(JsonElement one, string name) => $"{one.GetProperty(name).GetInt64():N0}";

    private static string Share(JsonElement one) => one.TryGetProperty("fillRate", out var rate) ? $"{rate.GetDouble():P0}" : "";

    private static async Task<JsonNode?> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            return JsonNode.Parse(await File.ReadAllTextAsync(file.FullName, cancellationToken));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new RefusedException($"{file.Name} is no GeoJSON: {exception.Message}", exception);
        }
    }

    private static async Task<JsonNode> AskAsync(Door door, HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        await door.SignInAsync("coordinator", "cli", null, cancellationToken);
        return await door.AskAsync(method, path, body, cancellationToken);
    }
}
