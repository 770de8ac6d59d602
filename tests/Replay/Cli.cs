using System.Diagnostics;

namespace MatchGrid.Tests.Replay;

/// <summary>The <c>matchgrid</c> command as a process of its own, which never outlives its test.</summary>
internal sealed class Cli : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process process;

    private Cli(Process process) => this.process = process;

    public bool HasExited => process.HasExited;

    public static Cli Start(params string[] arguments) => Start(new Dictionary<string, string>(), arguments);

    public static Cli Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "matchgrid.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    /// <summary>Runs to the end.</summary>
    public static Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(), arguments);

    /// <inheritdoc cref="RunAsync(string[])"/>
    public static async Task<(int Exit, string Output, string Error)> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var running = Start(environment, arguments);
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
