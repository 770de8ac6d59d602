using System.Diagnostics;
using MatchGrid.Tests.Api.Support;

namespace MatchGrid.Tests.Api.Documents;

/// <summary>Both documents, held against the rules of spectral and redocly: not one complaint, not even a warning.</summary>
public sealed class DocumentLintTests(Town town) : IClassFixture<Town>
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Documents", "lint");

    private static readonly SemaphoreSlim Installing = new(1);

    [NeedsTheory("node", "npm")]
    [InlineData("/openapi/v1.json", "openapi.json")]
    [InlineData("/asyncapi/v1.json", "asyncapi.json")]
    public async Task Document_IsCleanForSpectralAndRedocly(string path, string file)
    {
        await InstallAsync();
        await File.WriteAllTextAsync(Path.Combine(Folder, file), (await town.Api.GetAsync(path)).Text);

        var spectral = await RunAsync("node_modules/.bin/spectral", "lint", "--fail-severity", "hint", "--ruleset", ".spectral.yaml", file);
        var redocly = await RunAsync("node_modules/.bin/redocly", "lint", "--format", "json", file);

        Assert.True(spectral.Exit == 0, spectral.Output);
        Assert.True(redocly.Exit == 0 && redocly.Output.Contains("\"warnings\": 0", StringComparison.Ordinal), redocly.Output);
    }

    [NeedsFact("node", "npm")]
    public async Task Document_WithoutItsTitle_IsComplainedOf()
    {
        await InstallAsync();
        var document = (await town.Api.GetAsync("/openapi/v1.json")).Body;
        document["info"]!.AsObject().Remove("title");
        await File.WriteAllTextAsync(Path.Combine(Folder, "broken.json"), document.ToJsonString());

        Assert.NotEqual(0, (await RunAsync("node_modules/.bin/spectral", "lint", "--ruleset", ".spectral.yaml", "broken.json")).Exit);
        Assert.NotEqual(0, (await RunAsync("node_modules/.bin/redocly", "lint", "broken.json")).Exit);
    }

    // Once for each lock file: they are many.
    private static async Task InstallAsync()
    {
        await Installing.WaitAsync();
        try
        {
            var done = new FileInfo(Path.Combine(Folder, "node_modules", ".package-lock.json"));
            if (done.Exists && done.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json")))
                return;
            var installed = await RunAsync("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
            Assert.True(installed.Exit == 0, installed.Output);
        }
        finally
        {
            Installing.Release();
        }
    }

    private static async Task<(int Exit, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program.Contains('/', StringComparison.Ordinal) ? Path.Combine(Folder, program) : program, arguments)
        {
            WorkingDirectory = Folder, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        // Nothing is sent anywhere.
        (start.Environment["REDOCLY_TELEMETRY"], start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"]) = ("off", "true");
        using var process = Process.Start(start)!;
        process.StandardInput.Close(); // spectral reads it where there is one
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        return (process.ExitCode, $"{await output}\n{await error}");
    }
}
