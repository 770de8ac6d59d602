using System.Net;
using System.Net.Sockets;
using MatchGrid.Tests.Api.Support;

namespace MatchGrid.Tests.Api;

/// <summary>The program as a person starts and ends it.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task TakenPort_IsNamedWithTheOptionThatChangesIt()
    {
        using var folder = new TemporaryFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        using var program = ApiProcess.Start("--urls", $"http://127.0.0.1:{port}", "--data", folder.Path);
        var (exit, output, error) = await program.EndAsync();

        Assert.Equal(1, exit);
        Assert.Contains($":{port}", error, StringComparison.Ordinal);
        Assert.Contains("--urls", error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(output);
    }

    [Fact]
    public async Task DataFolderInUse_IsSaid()
    {
        using var folder = new TemporaryFolder();
        await using var holder = await ApiUnderTest.StartAsync(folder.Path);

        using var program = ApiProcess.Start("--urls", "http://127.0.0.1:0", "--data", folder.Path);
        var (exit, output, error) = await program.EndAsync();

        Assert.Equal(1, exit);
        Assert.Contains("in use by another process", error, StringComparison.Ordinal);
        Assert.Contains("--data", error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(output);
    }

    [Theory]
    [InlineData("--nonsense")]
    [InlineData("--urls nonsense")]
    [InlineData("--data")]
    public async Task WrongOption_IsSaid(string arguments)
    {
        using var program = ApiProcess.Start(arguments.Split(' '));
        var (exit, _, error) = await program.EndAsync();

        Assert.Equal(2, exit);
        Assert.Contains("--help", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CtrlC_EndsCleanlyAndTheNextStartContinues()
    {
        using var folder = new TemporaryFolder();
        string[] arguments = ["--urls", "http://127.0.0.1:0", "--data", folder.Path, "--Auth:Development=true"];
        string token;
        using (var program = ApiProcess.Start(arguments))
        {
            using var http = new HttpClient { BaseAddress = await program.UrlAsync() };
            token = (await (await http.PostAsync("/v1/dev/token", Json("""{"role":"patient","subject":"anna"}"""))).Content.ReadAsStringAsync()).Split('"')[3];
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
            (await http.PutAsync("/v1/me", Json("""{"displayName":"Anna"}"""))).EnsureSuccessStatusCode();

            Assert.Equal(0, await program.InterruptAsync());
        }

        using var next = ApiProcess.Start(arguments);
        using var again = new HttpClient { BaseAddress = await next.UrlAsync() };
        again.DefaultRequestHeaders.Authorization = new("Bearer", token); // the key is kept too
        Assert.Contains("Anna", await again.GetStringAsync("/v1/me"), StringComparison.Ordinal);
        Assert.Equal(0, await next.InterruptAsync());
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");
}
