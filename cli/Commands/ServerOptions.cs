using System.CommandLine;
using MatchGrid.Cli.Doors;
using MatchGrid.Cli.Output;
using MatchGrid.Client;

namespace MatchGrid.Cli.Commands;

/// <summary>Options of the commands that talk to a running server, and how they end.</summary>
internal sealed class ServerOptions
{
    private readonly Option<string> url = new("--url") { Description = "Root of the server.", DefaultValueFactory = _ => "http://127.0.0.1:5080" };

    private readonly Option<string?> token = new("--token")
    {
        Description = "Bearer token. Default: the environment's MATCHGRID_TOKEN; else the server's development issuer, where it has one.",
    };

    public void AddTo(Command command)
    {
        command.Add(url);
        command.Add(token);
    }

    public Door Open(ParseResult parsed)
    {
        if (!Uri.TryCreate(parsed.GetRequiredValue(url), UriKind.Absolute, out var root) || root.Scheme is not ("http" or "https"))
            throw new RefusedException("--url is an address such as http://127.0.0.1:5080.");
        // Relative paths append to a root that ends with a slash.
        return new(new(root.AbsoluteUri.TrimEnd('/') + "/"), parsed.GetValue(token) ?? Environment.GetEnvironmentVariable("MATCHGRID_TOKEN"));
    }

    /// <summary>Runs a command: what is refused is one line and exit code 1, Ctrl-C ends without a word.</summary>
    public async Task<int> RunAsync(ParseResult parsed, Func<Door, Task<int>> run)
    {
        try
        {
            using var door = Open(parsed);
            return await run(door);
        }
        catch (RefusedException exception)
        {
            return Answer.Fail(exception.Message);
        }
        catch (MatchGridException exception)
        {
            var code = exception.Code == MatchGridException.Unreachable ? "" : $"{exception.Code}: ";
            return Answer.Fail($"{code}{exception.Message}{(exception.Field is { } field ? $" ({field})" : "")}");
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }
}
