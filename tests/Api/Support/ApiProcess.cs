using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using MatchGrid.Api.Startup;

namespace MatchGrid.Tests.Api.Support;

/// <summary>The API as a process of its own. It never outlives its test: a child that holds our streams would keep the test run from ending.</summary>
internal sealed class ApiProcess : IDisposable
{
    /// <summary>Nothing here takes that long; what does, has failed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly Task<string> error;

    private ApiProcess(Process process)
    {
        this.process = process;
        error = process.StandardError.ReadToEndAsync();
    }

    public static ApiProcess Start(params string[] arguments) => StartUnder([], arguments);

    /// <summary>The same inside another program that runs it.</summary>
    /// <param name="runner">That program and its arguments; the command line of the API follows them.</param>
    public static ApiProcess StartUnder(IReadOnlyList<string> runner, params string[] arguments)
    {
        string[] command = [.. runner, "dotnet", typeof(ApiHost).Assembly.Location, .. arguments];
        return new(Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true,
        })!);
    }

    /// <summary>The address that it prints.</summary>
    public async Task<Uri> UrlAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
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
        using var patience = new CancellationTokenSource(Patience);
        var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, output, await error);
    }

    /// <summary>Ctrl-C.</summary>
    public async Task<int> InterruptAsync()
    {
        using var kill = Process.Start("kill", $"-INT {Id}");
        return (await EndAsync()).Exit;
    }

    /// <summary>The API's own process id, also inside another program.</summary>
    public int Id
    {
        get
        {
            if (!OperatingSystem.IsLinux() || process.ProcessName == "dotnet")
                return process.Id;
            var children = File.ReadAllText($"/proc/{process.Id}/task/{process.Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return int.Parse(children[0], CultureInfo.InvariantCulture);
        }
    }

    public async Task KillAsync()
    {
        using (var api = Process.GetProcessById(Id))
            api.Kill();
        await process.WaitForExitAsync().WaitAsync(Patience);
    }

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}
