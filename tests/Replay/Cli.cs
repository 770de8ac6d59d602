using System.Diagnostics;

namespace MatchGrid.Tests.Replay;

/// <summary>The <c>matchgrid</c> command as a process of its own, which never outlives its test.</summary>
internal sealed class Cli : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process process;

    private Cli(Process process) => this.process = process;

    public bool HasExited => process.HasExited;

    public static Cli Start(params string[] arguments) => new(Process.Start(
        new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "matchgrid.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);

    /// <summary>Runs to the end.</summary>
    public static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var running = Start(arguments);
        return await running.EndAsync();
    }

    public async Task<(int Exit, string Output, string Error)> EndAsync()
    {
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);
        return (process.ExitCode, output, await error);
    }

    public async Task<string> LineAsync() => await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) ?? throw new EndOfStreamException();

    public async Task<string> ErrorLineAsync() => await process.StandardError.ReadLineAsync().WaitAsync(Patience) ?? throw new EndOfStreamException();

    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync().WaitAsync(Patience);
    }

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}
