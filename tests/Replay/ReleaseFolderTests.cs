using System.Text.Json;
using System.Text.Json.Nodes;
using MatchGrid.Embedded;
using MatchGrid.Feed;
using MatchGrid.Patients;
using MatchGrid.Pharmacies;
using MatchGrid.Replay.Checking;
using MatchGrid.Requests;
using MatchGrid.Silo;
using MatchGrid.Silo.Journals;
using Xunit;

namespace MatchGrid.Tests.Replay;

/// <summary>Folders that earlier releases wrote, opened by this one: what they answered then is answered now. See Folders/ORIGIN.md.</summary>
public sealed class ReleaseFolderTests
{
    private static readonly string Folders = Path.Combine(AppContext.BaseDirectory, "Folders");

    /// <summary>What the feed says of each patient's request, in the order of the story.</summary>
    private static readonly string[] FeedKinds =
    [
        "opened held accepted confirmed", "opened held accepted collected", "opened cancelled", "opened held", "opened held declined", "opened",
    ];

    private static string[] Names => [.. Directory.GetDirectories(Folders).Select(folder => Path.GetFileName(folder)!).Order()];

    public static TheoryData<string> Releases => new(Names);

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Folder_OfARelease_HasAllThatItAnsweredThen(string release)
    {
        using var copy = new TemporaryFolder();
        File.Copy(Path.Combine(Folders, release, "matchgrid.db"), copy.Of("matchgrid.db"));
        var answers = File.ReadLines(Path.Combine(Folders, release, "answers.ndjson")).Select(line => JsonNode.Parse(line)!).ToList();

        var before = await GridChecker.CheckAsync(copy.Path);
        await using (var host = await GridHost.StartAsync(new() { DataFolder = copy.Path, Pumped = true, TimeProvider = new VirtualTimeProvider(before.At) }))
        {
            SamePharmacy(answers[0], host);
            foreach (var patient in answers[1..])
                SamePatient(patient, host);
            Assert.Equal(FeedKinds, answers[1..].Select(patient => FeedOf(patient["requests"]!["requests"]![0]!["id"]!.GetValue<string>(), host)));
        }

        var after = await GridChecker.CheckAsync(copy.Path);
        Assert.Empty(before.Violations);
        Assert.Empty(after.Violations);
        Assert.NotNull(after.Epoch);
        Assert.Equal((2, 6, 6), (after.Pharmacies, after.Requests, after.Patients));
    }

    [Fact]
    public async Task ThisFormat_HasAFolder()
    {
        using var fresh = new TemporaryFolder();
        await SqliteLog.Open(new() { Folder = fresh.Path, Manual = true }, TimeProvider.System).DisposeAsync();
        using var log = StoredLog.Open(fresh.Path);

        var formats = Names.Select(FormatOf);

        Assert.Contains(log.Format, formats);
    }

    private static int FormatOf(string release)
    {
        using var stored = StoredLog.Open(Path.Combine(Folders, release));
        return stored.Format;
    }

    private static void SamePharmacy(JsonNode answer, GridHost host)
    {
        var pharmacy = host.Grains.GetGrain<IPharmacyGrain>(answer["pharmacy"]!.GetValue<string>());
        var lines = host.Run(() => pharmacy.GetStockAsync(null, 100))
            .Select(line => $"{line.Sku} {line.OnHand} {line.Held} {line.Unseen} {line.Available} {Text(line.CountedAt)}");
        var holds = host.Run(() => pharmacy.GetHoldsAsync())
            .Select(hold => $"{hold.Id} {hold.Sku} {hold.Quantity} {Text(hold.Status)} {hold.SetAside} {hold.Code} {Text(hold.Until)}");

        Assert.Equal(All(answer["stock"]!["lines"]).Select(line => $"{line["sku"]} {line["onHand"]} {line["held"]} {line["unseen"]} {line["available"]} {Value(line["countedAt"])}"), lines);
        Assert.Equal(All(answer["holds"]!["holds"]).Select(hold => $"{hold["id"]} {hold["sku"]} {hold["quantity"]} {hold["status"]} {Value(hold["setAside"])} {hold["code"]} {Value(hold["until"])}"), holds);
    }

    private static void SamePatient(JsonNode answer, GridHost host)
    {
        var id = answer["patient"]!["id"]!.GetValue<string>();
        var patient = host.Grains.GetGrain<IPatientGrain>(id);
        var requests = host.Run(() => patient.GetRequestsAsync()).Select(request => host.Run(() => host.Grains.GetGrain<IRequestGrain>(request.Value).GetAsync(new(id)))!)
            .Select(request => $"{request.Id} {Text(request.Status)} {request.Terms.Quantity} {Text(request.Since)} {request.Found} "
                + string.Join(';', request.Matches.Select(match => $"{match.Id} {match.Pharmacy} {match.Code} {Text(match.Status)} {match.SetAside} {Text(match.Until)}")));
        var inbox = host.Run(() => patient.GetInboxAsync(null, 0)).Entries
            .Select(entry => $"{entry.Number} {Text(entry.Notice.Kind)} {Text(entry.Notice.At)} {entry.Notice.Request} {entry.Notice.Match?.Id}");

        Assert.Equal((string?)answer["patient"]!["displayName"], host.Run(() => patient.GetProfileAsync()).DisplayName);
        Assert.Equal(
            All(answer["requests"]!["requests"]).Select(request => $"{request["id"]} {request["status"]} {request["quantity"]} {Value(request["since"])} {request["found"]} "
                + string.Join(';', All(request["matches"]).Select(match => $"{match["id"]} {match["pharmacy"]!["id"]} {match["code"]} {match["status"]} {Value(match["setAside"])} {Value(match["until"])}"))),
            requests);
        Assert.Equal(All(answer["inbox"]!["entries"]).Select(entry => $"{entry["number"]} {entry["kind"]} {Value(entry["at"])} {entry["request"]} {entry["match"]?["id"]}"), inbox);
    }

    private static string FeedOf(string request, GridHost host)
    {
        var feed = host.Grains.GetGrain<IFeedGrain>($"{FeedPartition.Of(new(request), host.Options.FeedPartitions)}");
        return string.Join(' ', host.Run(() => feed.ReadAsync(null, 0, 1_000)).Entries.Where(entry => entry.Event.Request.Value == request).Select(entry => Text(entry.Event.Kind)));
    }

    private static IEnumerable<JsonNode> All(JsonNode? array) => array!.AsArray().Select(one => one!);

    private static string Text<T>(T kind)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    private static string Text(DateTimeOffset? at) => $"{at:O}";

    private static string Value(JsonNode? value) => value!.GetValueKind() == JsonValueKind.String ? Text(value.GetValue<DateTimeOffset>()) : $"{value.GetValue<bool>()}";
}
