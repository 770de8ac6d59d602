using System.Diagnostics;
using System.Text.RegularExpressions;
using MatchGrid.Api.Startup;

namespace MatchGrid.Tests.Api.Support;

/// <summary>The API as a process of its own. It never outlives its test: a child that holds our streams would keep the test run from ending.</summary>
internal sealed class ApiProcess : IDisposable
{
    private readonly Process process;
    private readonly Task<string> error;

    private ApiProcess(Process process)
    {
        this.process = process;
        error = process.StandardError.ReadToEndAsync();
    }

    public static ApiProcess Start(params string[] arguments) => new(Process.Start(new ProcessStartInfo("dotnet", [typeof(ApiHost).Assembly.Location, .. arguments])
    {
        UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true,
    })!);

    /// <summary>The address that it prints.</summary>
    public async Task<Uri> UrlAsync()
    {
        using var patience = new CancellationTokenSource(ApiUnderTest.Patience);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (Regex.Match(line, "MatchGrid runs at (?<url>http://[^ ]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)) is { Success: true } found)
                return new(found.Groups["url"].Value);
        }

        throw new InvalidOperationException($"The program said no address: {await error}");
    }

    /// <summary>What it wrote until it ended by itself.</summary>
    public async Task<(int Exit, string Output, string Error)> EndAsync()
    {
        using var patience = new CancellationTokenSource(ApiUnderTest.Patience);
        var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, output, await error);
    }

    /// <summary>Ctrl-C.</summary>
    public async Task<int> InterruptAsync()
    {
        using var kill = Process.Start("kill", $"-INT {process.Id}");
        return (await EndAsync()).Exit;
    }

    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync().WaitAsync(ApiUnderTest.Patience);
    }

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}
