using System.Diagnostics;
using System.Text.RegularExpressions;
using MatchGrid.Api.Startup;

namespace MatchGrid.Tests.Cluster;

/// <summary>One process of a cluster: a silo with its doors. It never outlives its test.</summary>
internal sealed class SiloProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process process;
    private readonly TaskCompletionSource<Uri> url = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> log = [];

    private SiloProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it wrote.</summary>
    public string Log
    {
        get
        {
            lock (log)
                return string.Join('\n', log);
        }
    }

    public bool HasEnded => process.HasExited;

    public static SiloProcess Start(params string[] arguments) => new(Process.Start(new ProcessStartInfo("dotnet", [typeof(ApiHost).Assembly.Location, .. arguments])
    {
        UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
    })!);

    /// <summary>The address that it prints when it is ready.</summary>
    public async Task<Uri> UrlAsync()
    {
        var ended = process.WaitForExitAsync();
        await Task.WhenAny(url.Task, ended, Task.Delay(Patience));
        return url.Task.IsCompleted ? await url.Task : throw new InvalidOperationException($"The silo did not start:\n{Log}");
    }

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    public Task EndedAsync() => process.WaitForExitAsync().WaitAsync(Patience);

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
            return;
        lock (log)
            log.Add(line);
        if (Regex.Match(line, "MatchGrid runs at (?<url>http://[^ ]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)) is { Success: true } found)
            url.TrySetResult(new(found.Groups["url"].Value));
    }
}
