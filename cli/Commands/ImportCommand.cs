using System.CommandLine;
using System.Text.Json.Nodes;
using MatchGrid.Cli.Doors;
using MatchGrid.Cli.Output;
using MatchGrid.Replay.Data;

namespace MatchGrid.Cli.Commands;

/// <summary><c>matchgrid import</c>: SKUs, pharmacies or stock from a file.</summary>
internal static class ImportCommand
{
    private const string Ndjson = "application/x-ndjson";

    public static Command Create() => new("import", "Sends SKUs, pharmacies or a pharmacy's stock to a running server.")
    {
        Kind(
            "skus", "SKUs: NDJSON as POST /v1/skus:import takes it; or CSV with code, inn, brand, strength, form, manufacturer.",
            "v1/skus:import", CatalogueLines),
        Kind(
            "pharmacies", "Pharmacies: NDJSON as POST /v1/pharmacies:import takes it; or CSV with provider_id, name, address, city, state, zip, lat, lon.",
            "v1/pharmacies:import", PharmacyLines),
        Stock(),
    };

    private static Command Kind(string name, string description, string path, Func<string, IReadOnlyList<string>> convert)
    {
        var (file, server, json) = (File(), new ServerOptions(), CommonOptions.Json());
        var command = new Command(name, description) { file, json };
        server.AddTo(command);
        command.SetAction((parsed, cancellationToken) => server.RunAsync(parsed, async door =>
        {
            var from = Existing(parsed.GetRequiredValue(file));
            await door.SignInAsync("admin", "cli", null, cancellationToken);
            var answer = await ProgressScreen.ShowAsync(progress =>
                door.UploadAsync(path, IsCsv(from) ? Converted(from, convert, progress) : UploadContent.Of(from, Ndjson, progress), cancellationToken));
            return Finish(answer, parsed.GetValue(json));
        }));
        return command;
    }

    private static Command Stock()
    {
        var (file, server, json) = (File(), new ServerOptions(), CommonOptions.Json());
        var pharmacy = new Option<string>("--pharmacy") { Description = "Whose stock it is.", Required = true };
        var source = new Option<string>("--source") { Description = "Who reports: a line's count belongs to one source.", DefaultValueFactory = _ => "cli" };
        var first = new Option<long?>("--first-number") { Description = "The source's number of the first line; what was seen before changes nothing." };
        var command = new Command("stock", "A pharmacy's stock: NDJSON, CSV or a JSON array of sku with onHand or delta, as POST /v1/pharmacies/ID/stock takes it.")
        {
            file, pharmacy, source, first, json,
        };
        server.AddTo(command);
        command.SetAction((parsed, cancellationToken) => server.RunAsync(parsed, async door =>
        {
            var (from, id) = (Existing(parsed.GetRequiredValue(file)), parsed.GetRequiredValue(pharmacy));
            await door.SignInAsync("pharmacy", "cli", id, cancellationToken);
            var path = $"v1/pharmacies/{Uri.EscapeDataString(id)}/stock?source={Uri.EscapeDataString(parsed.GetRequiredValue(source))}";
            if (parsed.GetValue(first) is { } number)
                path += $"&firstNumber={number}";
            var type = IsCsv(from) ? "text/csv" : Plain(from).EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? "application/json" : Ndjson;
            var answer = await ProgressScreen.ShowAsync(progress =>
                door.UploadAsync(path, UploadContent.Of(from, type, progress), cancellationToken));
            return Finish(answer, parsed.GetValue(json));
        }));
        return command;
    }

    private static Argument<string> File() => new("file") { Description = ".ndjson, .csv or .json, or any of them with .gz." };

    private static string Existing(string path) => System.IO.File.Exists(path) ? path : throw new RefusedException($"There is no file {path}.");

    private static string Plain(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;

    private static bool IsCsv(string path) => Plain(path).EndsWith(".csv", StringComparison.OrdinalIgnoreCase);

    private static UploadContent Converted(string path, Func<string, IReadOnlyList<string>> convert, IProgress<Tick> progress)
    {
        try
        {
            return UploadContent.Of(convert(path), progress);
        }
        catch (DatasetException exception)
        {
            throw new RefusedException(exception.Message, exception);
        }
    }

    private static IReadOnlyList<string> CatalogueLines(string path) => [.. CatalogueReader.Read(path).Select(facts => Line(new()
    {
        ["sku"] = facts.Sku.Value,
        ["name"] = facts.Name,
        ["inn"] = facts.Inn,
        ["atc"] = facts.Atc,
        ["form"] = facts.Form,
        ["strength"] = facts.Strength,
        ["maker"] = facts.Maker,
        ["group"] = facts.Group,
        ["prescriptionOnly"] = facts.PrescriptionOnly,
    }))];

    private static IReadOnlyList<string> PharmacyLines(string path) => [.. DatasetReader.ReadPlaces(path).Select(place => Line(new()
    {
        ["id"] = place.Id.Value,
        ["name"] = place.Name,
        ["latitude"] = place.Place.Latitude,
        ["longitude"] = place.Place.Longitude,
        ["address"] = place.Address,
    }))];

    private static string Line(JsonObject line)
    {
        foreach (var (name, _) in line.Where(member => member.Value is null).ToList())
            line.Remove(name);
        return line.ToJsonString();
    }

    private static int Finish(JsonNode answer, bool json)
    {
        var errors = (int?)answer["errorCount"] ?? 0;
        if (json)
        {
            Answer.WriteJson(answer);
        }
        else
        {
            Console.WriteLine($"{answer["applied"]} stored{((int?)answer["repeated"] is > 0 and var repeated ? $", {repeated} were there already" : "")}, {errors} refused");
            if ((int?)answer["holdsBroken"] is > 0 and var broken)
                Console.WriteLine($"{broken} holds broke");
            foreach (var error in answer["errors"]?.AsArray() ?? [])
                Console.WriteLine($"line {error!["line"]}: {error["code"]}: {error["message"]}{(error["field"] is { } field ? $" ({field})" : "")}");
        }

        return errors == 0 ? 0 : 2;
    }
}
