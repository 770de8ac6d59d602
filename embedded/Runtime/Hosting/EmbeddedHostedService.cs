using Microsoft.Extensions.Hosting;

namespace MatchGrid.Embedded;

/// <summary>Stops the engine with its host. It starts by being made.</summary>
internal sealed class EmbeddedHostedService(EmbeddedEngine engine) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => engine.StopAsync(cancellationToken);
}
