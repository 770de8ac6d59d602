using MatchGrid.Tests.Api.Support;
using MatchGrid.Tests.Faults.Kill;

namespace MatchGrid.Tests.Faults;

/// <summary>kill -9 under load. Fifty kills: <c>dotnet run -c Release --project tests/Faults -- --kills 50</c>.</summary>
public sealed class KillTests
{
    [Fact]
    public async Task KilledUnderLoad_WhatWasAcknowledgedOrPushedIsThereOnce()
    {
        using var folder = new TemporaryFolder();

        var report = await KillRun.RunAsync(folder.Path, kills: 5, mostPerLife: 200, seed: Environment.TickCount & int.MaxValue);

        Assert.True(report is { Operations: > 200, Pushes: > 100, Events: > 0 }, $"too little load: {report}");
    }
}
