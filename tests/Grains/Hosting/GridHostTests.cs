using MatchGrid.Silo;
using MatchGrid.Silo.Storage;
using Microsoft.Extensions.Options;
using Xunit;

namespace MatchGrid.Tests.Grains.Hosting;

public sealed class GridHostTests
{
    [Fact]
    public async Task Start_OptionsOutOfRange_NamesThemAll()
    {
        var wrong = new GridHostOptions
        {
            Options = grid => (grid.FeedPartitions, grid.AnswerWindow) = (0, TimeSpan.Zero),
        };

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => GridHost.StartAsync(wrong));

        Assert.Contains(refused.Failures, failure => failure.Contains("Grid:FeedPartitions is 0; it must be between 1 and 1024"));
        Assert.Contains(refused.Failures, failure => failure.Contains("Grid:AnswerWindow"));
    }

    [Fact]
    public async Task Start_FolderInUse_IsRefusedAndLeavesTheFirstAlone()
    {
        using var folder = new TemporaryFolder();
        await using var first = await GridHost.StartAsync(new() { DataFolder = folder.Path });

        await Assert.ThrowsAsync<DataFolderException>(() => GridHost.StartAsync(new() { DataFolder = folder.Path }));

        first.Journal.Append("feed/0", 0, new byte[1], nextWake: null);
        await first.Telling.ToOutsideAsync();
    }

    [Fact]
    public async Task Dispose_ThenStart_GoesOn()
    {
        using var folder = new TemporaryFolder();
        await using (var first = await GridHost.StartAsync(new() { DataFolder = folder.Path, Pumped = true }))
            first.Journal.Append("feed/0", 0, new byte[1], nextWake: null);

        await using var second = await GridHost.StartAsync(new() { DataFolder = folder.Path, Pumped = true });
        Assert.Equal(1, (await second.Journal.ReadAsync("feed/0")).Version);
    }

    [Fact]
    public async Task Crash_BeforeAFlush_LosesWhatWasNotFlushed()
    {
        using var folder = new TemporaryFolder();
        var first = await GridHost.StartAsync(new() { DataFolder = folder.Path, Pumped = true });
        first.Journal.Append("feed/0", 0, new byte[1], nextWake: null);
        first.RunUntilIdle();
        first.Journal.Append("feed/0", 1, new byte[1], nextWake: null);
        await first.CrashAsync();

        await using var second = await GridHost.StartAsync(new() { DataFolder = folder.Path, Pumped = true });
        Assert.Equal(1, (await second.Journal.ReadAsync("feed/0")).Version);
    }
}
