using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using MatchGrid.Api.Startup;
using MatchGrid.Tests.Api.Support;

namespace MatchGrid.Tests.Api;

/// <summary>The program as a person starts and ends it.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task TakenPort_IsNamedWithTheOptionThatChangesIt()
    {
        using var folder = new TemporaryFolder();
        var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        using var program = Program($"--urls http://127.0.0.1:{port} --data {folder.Path}");
        var error = await program.StandardError.ReadToEndAsync();
        var output = await program.StandardOutput.ReadToEndAsync();
        await program.WaitForExitAsync();

        Assert.Equal(1, program.ExitCode);
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

        using var program = Program($"--urls http://127.0.0.1:0 --data {folder.Path}");
        var error = await program.StandardError.ReadToEndAsync();
        var output = await program.StandardOutput.ReadToEndAsync();
        await program.WaitForExitAsync();

        Assert.Equal(1, program.ExitCode);
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
        using var program = Program(arguments);
        var error = await program.StandardError.ReadToEndAsync();
        await program.WaitForExitAsync();

        Assert.Equal(2, program.ExitCode);
        Assert.Contains("--help", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CtrlC_EndsCleanlyAndTheNextStartContinues()
    {
        using var folder = new TemporaryFolder();
        var arguments = $"--urls http://127.0.0.1:0 --data {folder.Path} --Auth:Development=true";
        string token;
        using (var program = Program(arguments))
        {
            using var http = await HttpOfAsync(program);
            token = (await (await http.PostAsync("/v1/dev/token", Json("""{"role":"patient","subject":"anna"}"""))).Content.ReadAsStringAsync()).Split('"')[3];
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
            (await http.PutAsync("/v1/me", Json("""{"displayName":"Anna"}"""))).EnsureSuccessStatusCode();

            await InterruptAsync(program);
            Assert.Equal(0, program.ExitCode);
        }

        using var next = Program(arguments);
        using var again = await HttpOfAsync(next);
        again.DefaultRequestHeaders.Authorization = new("Bearer", token); // the key is kept too
        Assert.Contains("Anna", await again.GetStringAsync("/v1/me"), StringComparison.Ordinal);
        await InterruptAsync(next);
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");

    private static Process Program(string arguments)
    {
        return Process.Start(new ProcessStartInfo("dotnet", $"{typeof(ApiHost).Assembly.Location} {arguments}")
        {
            UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true,
        })!;
    }

    /// <summary>A client for the address that the program prints.</summary>
    private static async Task<HttpClient> HttpOfAsync(Process program)
    {
        using var patience = new CancellationTokenSource(ApiUnderTest.Patience);
        while (await program.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (Regex.Match(line, "MatchGrid runs at (?<url>http://[^ ]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)) is { Success: true } found)
                return new() { BaseAddress = new(found.Groups["url"].Value) };
        }

        throw new InvalidOperationException(await program.StandardError.ReadToEndAsync(patience.Token));
    }

    private static async Task InterruptAsync(Process program)
    {
        using var kill = Process.Start("kill", $"-INT {program.Id}");
        using var patience = new CancellationTokenSource(ApiUnderTest.Patience);
        await program.WaitForExitAsync(patience.Token);
    }
}
