using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using MatchGrid.Cli.Doors;
using MatchGrid.Cli.Output;

namespace MatchGrid.Cli.Commands;

/// <summary><c>matchgrid signals</c>: unmet demand by crisis region, as makers see it.</summary>
internal static class SignalsCommand
{
    private static readonly string[] Filters = ["sku", "inn", "atc", "group", "region"];

    public static Command Create()
    {
        var (server, json) = (new ServerOptions(), CommonOptions.Json());
        var filters = Filters.Select(name => new Option<string[]>($"--{name}") { Description = $"Only this {name}; more than one may be given." }).ToList();
        var least = new Option<int?>("--least") { Description = "Packs: demand that has reached this step at least." };
        var watch = new Option<bool>("--watch") { Description = "Goes on: each change as it comes. Ctrl-C ends it." };
        var command = new Command("signals", "Unmet demand by crisis region and drug, the largest first.") { least, watch, json };
        filters.ForEach(command.Add);
        server.AddTo(command);
        command.SetAction((parsed, cancellationToken) => server.RunAsync(parsed, async door =>
        {
            await door.SignInAsync("maker", "cli", null, cancellationToken);
            var wanted = Filters.Zip(filters).Where(pair => parsed.GetValue(pair.Second) is { Length: > 0 }).ToDictionary(pair => pair.First, pair => parsed.GetValue(pair.Second)!);
            if (!parsed.GetValue(watch))
            {
                var query = wanted.SelectMany(pair => pair.Value.Select(value => $"{pair.Key}={Uri.EscapeDataString(value)}"))
                    .Concat(parsed.GetValue(least) is { } packs ? [$"least={packs}"] : []);
                var answer = await door.AskAsync(HttpMethod.Get, $"v1/signals?{string.Join('&', query)}", null, cancellationToken);
                Show(JsonSerializer.SerializeToElement(answer), parsed.GetValue(json));
                return 0;
            }

            var filter = new JsonObject { ["least"] = parsed.GetValue(least) };
            foreach (var (name, values) in wanted)
                filter[name] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
            await foreach (var signals in door.Live.FollowAsync<JsonElement>("WatchSignals", ["signals"], [filter], cancellationToken: cancellationToken))
                Show(signals, parsed.GetValue(json));
            return 0;
        }));
        return command;
    }

    private static void Show(JsonElement answer, bool json)
    {
        if (json)
        {
            Console.WriteLine(answer.GetRawText());
            return;
        }

        var signals = answer.GetProperty("signals").EnumerateArray().ToList();
        if (signals.Count == 0)
            Console.WriteLine("No unmet demand of 20 packs or more.");
        else
            Answer.WriteTable(signals.Select(Row));
    }

    private static (string Name, string Value) Row(JsonElement signal)
    {
        var unmet = signal.GetProperty("unmet");
        var name = signal.TryGetProperty("name", out var known) ? known.ToString() : signal.GetProperty("sku").ToString();
        var trend = unmet.TryGetProperty("askedDayAgo", out var then) ? $", {unmet.GetProperty("asked").GetInt64() - then.GetInt64():+0;-0;±0} in a day" : "";
        var end = unmet.TryGetProperty("stockOutAt", out var at) ? $", out by {at.GetDateTimeOffset().ToLocalTime():d MMM HH:mm}" : "";
        return ($"{unmet.GetProperty("regionName")}", $"{name} ({signal.GetProperty("sku")}): {unmet.GetProperty("asked")} packs sought{trend}, {unmet.GetProperty("available")} available{end}");
    }
}
