using MatchGrid.Tests.Api.Support;
using MatchGrid.Tests.Faults.Trace;

namespace MatchGrid.Tests.Faults;

/// <summary>By the system calls of the real process: nothing is told before the disk has it.</summary>
public sealed class SyncTests
{
    [StraceFact]
    public async Task AnswersAndPushes_LeaveAfterTheSyncThatCoversThem()
    {
        using var folder = new TemporaryFolder();
        var (trace, told) = await TracedRun.RunAsync(folder.Path);

        Assert.Equal(TracedRun.Requests, told.Count(one => one.What.StartsWith("answer to report", StringComparison.Ordinal)));
        Assert.Equal(TracedRun.Requests, told.Count(one => one.What.StartsWith("answer to request", StringComparison.Ordinal)));
        Assert.Equal(TracedRun.Requests, told.Count(one => one.What.StartsWith("answer to acceptance", StringComparison.Ordinal)));
        Assert.True(told.Count(one => one.What.StartsWith("push", StringComparison.Ordinal)) >= 2 * TracedRun.Requests);
        Assert.Empty(SyncProof.TooEarly(trace, told));
    }

    [StraceFact]
    public async Task SameCheck_WithoutSyncs_FindsEverythingTooEarly()
    {
        using var folder = new TemporaryFolder();
        var (trace, told) = await TracedRun.RunAsync(folder.Path, "--Storage:SyncToDisk=false");

        Assert.NotEmpty(told);
        Assert.Equal(told.Count, SyncProof.TooEarly(trace, told).Count);
    }
}
