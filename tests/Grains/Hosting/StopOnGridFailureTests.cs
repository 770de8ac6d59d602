using MatchGrid.Silo;
using MatchGrid.Silo.Failures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace MatchGrid.Tests.Grains.Hosting;

public sealed class StopOnGridFailureTests
{
    [Fact]
    public async Task Failure_OfTheLog_StopsTheHostWithAnExitCode()
    {
        using var folder = new TemporaryFolder();
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.ClearProviders();
        builder.Services.AddMatchGrid(storage => storage.DataFolder = folder.Path);
        var host = builder.Build();
        try
        {
            await host.StartAsync();
            host.Services.GetRequiredService<GridFailure>().Report(new IOException("disk full"));
            await host.WaitForShutdownAsync();

            Assert.Equal(GridFailure.ExitCode, Environment.ExitCode);
        }
        finally
        {
            Environment.ExitCode = 0;
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }
}
