using System.Text.Json.Nodes;
using MatchGrid.Api.Startup;
using MatchGrid.Replay.Data;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace MatchGrid.Tests.Replay;

public sealed class CliTests : IAsyncLifetime, IDisposable
{
    private const string Paxlovid = "ndc:00069-1085-30";
    private readonly TemporaryFolder folder = new();
    private WebApplication server = null!;

    private string Url => server.Urls.First();

    public async Task InitializeAsync()
    {
        var (start, _) = StartOptions.Read(["--urls", "http://127.0.0.1:0", "--data", folder.Of("data"), "--Auth:Development=true", "--Storage:SyncToDisk=false"]);
        server = ApiHost.Build(start!);
        await server.StartAsync();
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Import_OfTheShippedFiles_StoresThem()
    {
        var skus = await Cli.RunAsync("import", "skus", ShippedSamples.Catalogue, "--url", Url, "--json");
        var pharmacies = await Cli.RunAsync("import", "pharmacies", Path.Combine(ShippedSamples.Therapeutics, "providers.csv.gz"), "--url", Url);

        Assert.Equal((0, 352), (skus.Exit, (int)JsonNode.Parse(skus.Output)!["applied"]!));
        Assert.Equal((0, "1891 stored, 0 refused"), (pharmacies.Exit, pharmacies.Output.Trim()));
    }

    [Fact]
    public async Task Stock_WithAWrongLine_StoresTheRestAndNamesIt()
    {
        await PrepareAsync();
        var file = folder.Of("stock.csv");
        await File.WriteAllTextAsync(file, $"sku,onHand\n{Paxlovid},2\nndc:00000-0000-00,1\n{Paxlovid},-4\n");

        var stock = await Cli.RunAsync("import", "stock", file, "--pharmacy", "P1", "--url", Url);

        Assert.Equal(2, stock.Exit);
        Assert.Contains("1 stored, 2 refused", stock.Output, StringComparison.Ordinal);
        Assert.Contains("unknown_sku", stock.Output, StringComparison.Ordinal);
        Assert.Contains("count_out_of_range", stock.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_WatchAndReport_SeeThePackThatCame()
    {
        await PrepareAsync();
        using var watching = Cli.Start("watch", "--url", Url, "--most", "2", "--json");
        Assert.StartsWith("Following", await watching.ErrorLineAsync(), StringComparison.Ordinal);
        using var asking = Cli.Start("request", Paxlovid, "--lat", "39.16", "--lon", "-75.52", "--wait", "60", "--url", Url, "--json");
        // Whoever watches hears of the request first, and then of the match.
        var opened = JsonNode.Parse(await watching.LineAsync())!;
        var file = folder.Of("stock.ndjson");
        await File.WriteAllTextAsync(file, $$"""{"sku":"{{Paxlovid}}","onHand":2}""");
        await Cli.RunAsync("import", "stock", file, "--pharmacy", "P1", "--url", Url);
        var held = JsonNode.Parse(await watching.LineAsync())!;
        var request = JsonNode.Parse((await asking.EndAsync()).Output)!;
        var report = await Cli.RunAsync("report", Paxlovid, "--lat", "39.16", "--lon", "-75.52", "--url", Url);
        var figures = await Cli.RunAsync("report", "--url", Url);

        Assert.Equal(("opened", "held"), ((string?)opened["kind"], (string?)held["kind"]));
        Assert.Equal("P1", (string?)request["matches"]![0]!["pharmacy"]!["id"]);
        Assert.Contains("1 × Paxlovid at Main Street", report.Output, StringComparison.Ordinal);
        Assert.Contains("process_", figures.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_OfARequestThatWaits_SaysItInPlainWords()
    {
        await PrepareAsync();
        var request = await Cli.RunAsync("request", Paxlovid, "--lat", "39.16", "--lon", "-75.52", "--url", Url, "--json");
        var id = (string)JsonNode.Parse(request.Output)!["id"]!;

        var why = await Cli.RunAsync("why", id, "--url", Url);
        var others = await Cli.RunAsync("why", id, "--patient", "somebody-else", "--url", Url);

        Assert.Equal(0, why.Exit);
        Assert.Contains("Paxlovid: No pharmacy in reach is known to have it.", why.Output, StringComparison.Ordinal);
        Assert.Contains("Paxlovid: Nobody stands before you around here.", why.Output, StringComparison.Ordinal);
        Assert.Equal(1, others.Exit);
        Assert.StartsWith("unknown_request", others.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_OfARunningServer_IsVerifiedAndRestored_AndRefusalsHaveTheirExitCodes()
    {
        await PrepareAsync();
        var (data, backup, restored) = (folder.Of("data"), folder.Of("backup"), folder.Of("restored"));

        var taken = await Cli.RunAsync("backup", data, backup, "--json");
        var verified = await Cli.RunAsync("verify", backup, "--json");
        var back = await Cli.RunAsync("restore", backup, restored, "--json");
        var (inUse, live, full) = (await Cli.RunAsync("restore", backup, data), await Cli.RunAsync("verify", data), await Cli.RunAsync("restore", backup, restored));

        Assert.Equal((0, true), (taken.Exit, JsonNode.Parse(taken.Output)!["tail"]!.GetValue<long>() > 0));
        Assert.Equal((0, 1), (verified.Exit, JsonNode.Parse(verified.Output)!["pharmacies"]!.GetValue<int>()));
        Assert.Equal((0, 10), (back.Exit, JsonNode.Parse(back.Output)!["epoch"]!.GetValue<string>().Length));
        Assert.Equal((3, 3, 4), (inUse.Exit, live.Exit, full.Exit));
        Assert.All([inUse, live, full], refused => Assert.Single(refused.Error.Trim().Split('\n')));
        Assert.Equal(0, (await Cli.RunAsync("check", restored)).Exit); // as it was called before
    }

    [Fact]
    public async Task Server_ThatIsNotThere_IsOneLine()
    {
        var (exit, output, error) = await Cli.RunAsync("report", "--url", "http://127.0.0.1:1");

        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith("http://127.0.0.1:1/ does not answer", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("replay", "nowhere")]
    [InlineData("verify", "nowhere")]
    [InlineData("backup", "nowhere", "anywhere")]
    [InlineData("restore", "nowhere", "anywhere")]
    [InlineData("replay", "--demand", "0")]
    [InlineData("import", "skus", "nowhere.csv")]
    [InlineData("report", "--url", "nowhere")]
    public async Task BadInput_IsOneLineAndExitCode1(params string[] arguments)
    {
        var (exit, output, error) = await Cli.RunAsync(arguments);

        Assert.Equal((1, ""), (exit, output));
        Assert.Single(error.Trim().Split('\n'));
    }

    private async Task PrepareAsync()
    {
        await File.WriteAllTextAsync(folder.Of("pharmacies.ndjson"), """{"id":"P1","name":"Main Street","latitude":39.16,"longitude":-75.52}""");
        await File.WriteAllTextAsync(folder.Of("skus.ndjson"), $$"""{"sku":"{{Paxlovid}}","name":"Paxlovid"}""");
        await Cli.RunAsync("import", "pharmacies", folder.Of("pharmacies.ndjson"), "--url", Url);
        await Cli.RunAsync("import", "skus", folder.Of("skus.ndjson"), "--url", Url);
    }
}
