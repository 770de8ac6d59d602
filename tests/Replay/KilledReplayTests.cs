using System.Text.Json;
using MatchGrid.Replay.Checking;
using MatchGrid.Replay.Running;
using MatchGrid.Silo.Journals;
using Xunit;

namespace MatchGrid.Tests.Replay;

public sealed class KilledReplayTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Process_KilledInTheMiddle_HasEverythingAcknowledged_AndGoesOn()
    {
        using var folder = new TemporaryFolder();

        using var killed = Start(folder.Path);
        var acknowledged = await WaitForRequestsAsync(folder.Path, 150, killed);
        await killed.KillAsync();

        Assert.Null(Replayer.EndOf(folder.Path));
        await using (var log = SqliteLog.Open(new() { Folder = folder.Path, Manual = true }, TimeProvider.System))
        {
            var stored = log.Grains.ToHashSet(StringComparer.Ordinal);
            Assert.All(Enumerable.Range(0, acknowledged), index => Assert.Contains($"request/replay-1-{index}", stored));
        }

        using var again = Start(folder.Path);
        var answer = JsonDocument.Parse((await again.EndAsync()).Output).RootElement;
        Assert.True(answer.GetProperty("finished").GetBoolean());
        Assert.Equal(2, answer.GetProperty("starts").GetInt32());
        Assert.Equal(0, answer.GetProperty("inboxGaps").GetInt32());
        var check = await GridChecker.CheckAsync(folder.Path, Replayer.EndOf(folder.Path));
        Assert.Empty(check.Violations);
        Assert.Equal(answer.GetProperty("requests").GetInt32(), check.Requests);
    }

    private static Cli Start(string folder) => Cli.Start("replay", "--thin", "150", "--data", folder, "--json");

    // Watches the place file: it names what is stored.
    private static async Task<int> WaitForRequestsAsync(string folder, int least, Cli process)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await timer.WaitForNextTickAsync(patience.Token))
        {
            Assert.False(process.HasExited, "the replay ended before it could be killed");
            var file = Path.Combine(folder, "replay.json");
            if (File.Exists(file) && JsonDocument.Parse(await File.ReadAllBytesAsync(file, patience.Token)).RootElement.GetProperty("needs").GetInt32() is var needs && needs >= least)
                return needs;
        }

        throw new TimeoutException();
    }
}
