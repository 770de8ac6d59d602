using System.CommandLine;
using System.Text.Json;
using MatchGrid.Cli.Doors;
using MatchGrid.Client;

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
        await door.SignInAsync("coordinator", "cli", null, cancellationToken);
        var (shown, followed) = (0, false);
        while (true)
        {
            try
            {
                await foreach (var events in door.Live.FollowAsync<JsonElement>("WatchFeed", ["matchEvent"], [], Following, cancellationToken))
                {
                    foreach (var told in events.EnumerateArray())
                    {
                        Console.WriteLine(json ? told.GetRawText() : Line(told));
                        if (++shown >= most)
                            return 0;
                    }
                }
            }
            catch (MatchGridException ended) when (followed && ended.Code == MatchGridException.Unreachable)
            {
                await Console.Error.WriteLineAsync("The connection ended; trying again.");
            }

            await Task.Delay(Again, cancellationToken);
        }

        void Following()
        {
            followed = true;
            Console.Error.WriteLine($"Following {door.Url}");
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
