using System.Diagnostics;

namespace MatchGrid.Tests.Replay;

/// <summary>The <c>matchgrid</c> command as a process of its own.</summary>
internal static class Cli
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static Process Start(params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "matchgrid.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Runs to the end.</summary>
    public static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "matchgrid.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);
        return (process.ExitCode, output, await error);
    }
}
