using System.ComponentModel;
using System.Diagnostics;

namespace MatchGrid.Api.Web;

/// <summary>
/// Builds the web app with npm beside the running grid, where it is not built yet or older than its sources. An older app is shown until then. Without
/// Node, or with npm out of reach, everything else runs on.
/// </summary>
public sealed partial class WebBuild(WebApp app, WebOptions options, IHostApplicationLifetime lifetime, ILogger<WebBuild> log) : BackgroundService
{
    private const int LinesTold = 6;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A start that fails builds nothing, and says nothing of it.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        if (app.Sources is not { } sources || !options.Build)
        {
            if (!app.IsThere)
                LogMissing(app.State.Detail!);
            return;
        }

        if (app.IsThere && !IsOld(sources))
            return;
        try
        {
            await BuildAsync(sources, stoppingToken);
        }
        catch (Exception failed) when (failed is BuildFailedException or IOException or UnauthorizedAccessException)
        {
            LogFailed(failed.Message);
            app.State = app.IsThere ? WebState.Ready : new(WebStage.Missing, failed.Message);
        }
    }

    private async Task BuildAsync(string sources, CancellationToken stopping)
    {
        LogBuilding();
        if (!app.IsThere)
            app.State = new(WebStage.Building, "npm fetches what the app needs.");
        if (!IsInstalled(sources))
            await RunAsync(sources, stopping, "ci", "--no-audit", "--no-fund");
        if (!app.IsThere)
            app.State = new(WebStage.Building, "npm puts the app together.");
        var next = Path.Combine(sources, "dist.next");
        await RunAsync(sources, stopping, "run", "build", "--", "--outDir", next, "--emptyOutDir");
        if (Directory.Exists(app.Folder))
            Directory.Delete(app.Folder, recursive: true);
        Directory.Move(next, app.Folder);
        app.State = WebState.Ready;
        LogBuilt();
    }

    /// <summary>Whether something that the app is made of was written after it.</summary>
    private bool IsOld(string sources)
    {
        var built = File.GetLastWriteTimeUtc(Path.Combine(app.Folder, "index.html"));
        var parts = new[] { "src", "public" }.Select(folder => Path.Combine(sources, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories));
        return parts.Concat(Directory.EnumerateFiles(sources)).Any(file => File.GetLastWriteTimeUtc(file) > built);
    }

    private static bool IsInstalled(string sources)
    {
        var installed = new FileInfo(Path.Combine(sources, "node_modules", ".package-lock.json"));
        return installed.Exists && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(sources, "package-lock.json"));
    }

    private async Task RunAsync(string folder, CancellationToken stopping, params string[] arguments)
    {
        using var npm = Start(folder, arguments);
        var lines = new Queue<string>();
        void Keep(string? line)
        {
            if (string.IsNullOrWhiteSpace(line))
                return;
            lock (lines)
            {
                lines.Enqueue(line.Trim());
                if (lines.Count > LinesTold)
                    lines.Dequeue();
            }
        }

        npm.OutputDataReceived += (_, told) => Keep(told.Data);
        npm.ErrorDataReceived += (_, told) => Keep(told.Data);
        npm.BeginOutputReadLine();
        npm.BeginErrorReadLine();
        try
        {
            await npm.WaitForExitAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            npm.Kill(entireProcessTree: true);
            throw;
        }

        if (npm.ExitCode != 0)
        {
            lock (lines)
                throw new BuildFailedException($"npm {arguments[0]} failed: {string.Join(" | ", lines)}");
        }
    }

    private Process Start(string folder, string[] arguments)
    {
        var windows = OperatingSystem.IsWindows();
        string[] all = windows ? ["/c", options.Npm, .. arguments] : arguments;
        try
        {
            return Process.Start(new ProcessStartInfo(windows ? "cmd" : options.Npm, all)
            {
                WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception)
        {
            throw new BuildFailedException("npm is not installed. Install Node.js 20.19 or later (https://nodejs.org) and start again.");
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "npm builds the web app; the grid is at work meanwhile")]
    private partial void LogBuilding();

    [LoggerMessage(Level = LogLevel.Information, Message = "The web app is built")]
    private partial void LogBuilt();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The web app was not built, the plain page stays: {Reason}")]
    private partial void LogFailed(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Hint}")]
    private partial void LogMissing(string hint);

    private sealed class BuildFailedException(string message) : Exception(message);
}
