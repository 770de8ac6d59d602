using MatchGrid.Wakes;
using Microsoft.Extensions.Hosting;

namespace MatchGrid.Silo.Wakes;

/// <summary>Lets the wake service work at start and twenty times a second, so that what is due comes in small bites; after a full pass at once again.</summary>
internal sealed class WakeTimer(WakeService wakes, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AfterFullPass = TimeSpan.FromMilliseconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var poked = wakes.PokeDue(time.GetUtcNow());
            await Task.Delay(poked == WakeService.MostPerPass ? AfterFullPass : Period, time, stoppingToken);
        }
    }
}
