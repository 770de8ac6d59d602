using System.CommandLine;
using System.Text.Json;
using MatchGrid.Cli.Doors;

namespace MatchGrid.Cli.Commands;

/// <summary><c>matchgrid watch</c>: match events as they happen.</summary>
internal static class WatchCommand
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var (server, json) = (new ServerOptions(), CommonOptions.Json());
        var most = new Option<int?>("--most") { Description = "Ends after this many events." };
        var command = new Command("watch", "Shows match events of a running server as they happen. Ctrl-C ends it.") { most, json };
        server.AddTo(command);
        command.SetAction((parsed, cancellationToken) => server.RunAsync(parsed, door => WatchAsync(door, parsed.GetValue(most), parsed.GetValue(json), cancellationToken)));
        return command;
    }

    private static async Task<int> WatchAsync(Door door, int? most, bool json, CancellationToken cancellationToken)
    {
        var token = await door.TokenAsync("coordinator", "cli", null, cancellationToken);
        var shown = 0;
        void Following() => Console.Error.WriteLine($"Following {door.Url}");
        while (true)
        {
            await foreach (var arguments in LiveSocket.FollowAsync(door.Url, token, "WatchFeed", Following, cancellationToken))
            {
                foreach (var told in arguments[0].EnumerateArray())
                {
                    Console.WriteLine(json ? told.GetRawText() : Line(told));
                    if (++shown >= most)
                        return 0;
                }
            }

            await Console.Error.WriteLineAsync("The connection ended; trying again.");
            await Task.Delay(Again, cancellationToken);
        }
    }

    private static string Line(JsonElement told)
    {
        var at = told.GetProperty("at").GetDateTimeOffset().ToLocalTime();
        var where = told.TryGetProperty("pharmacy", out var pharmacy) ? $" at {pharmacy}" : "";
        var name = told.TryGetProperty("name", out var known) ? known.ToString() : "a medicine";
        var waited = told.GetProperty("waitedSeconds").GetInt64() is > 0 and var seconds ? $", after {TimeSpan.FromSeconds(seconds):c}" : "";
        return $"{at:HH:mm:ss} {told.GetProperty("kind").ToString().Replace('_', ' '),-9} {told.GetProperty("quantity")} × {name}{where}{waited}";
    }
}
