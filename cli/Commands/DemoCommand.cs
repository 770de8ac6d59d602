using System.CommandLine;
using System.Diagnostics;
using MatchGrid.Cli.Output;

namespace MatchGrid.Cli.Commands;

/// <summary><c>matchgrid demo</c>: starts the server with the sample, from the source tree it stands in.</summary>
internal static class DemoCommand
{
    private static readonly Argument<string[]> Rest = new("options") { Description = "Passed on: --urls, --data.", Arity = ArgumentArity.ZeroOrMore };

    public static Command Create()
    {
        var command = new Command("demo", "Starts the whole of MatchGrid with the shipped sample: dotnet run --project api -- --demo") { Rest };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (FindApi() is not { } api)
                return Answer.Fail("Run this inside the source tree, or there: dotnet run --project api -- --demo");
            using var server = Process.Start("dotnet", ["run", "--project", api, "--", "--demo", .. parsed.GetValue(Rest) ?? [], .. parsed.UnmatchedTokens]);
            // Ctrl-C reaches the server, too: it ends by itself, and cleanly.
            await server.WaitForExitAsync(CancellationToken.None);
            return cancellationToken.IsCancellationRequested ? 0 : server.ExitCode;
        });
        return command;
    }

    private static string? FindApi()
    {
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, "api") is var api && File.Exists(Path.Combine(api, "MatchGrid.Api.csproj")))
                return api;
        }

        return null;
    }
}
