using MatchGrid.Hours;
using MatchGrid.Journals;
using MatchGrid.Pharmacies;
using MatchGrid.Replay.Data;
using MatchGrid.Silo;
using MatchGrid.Skus;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;

namespace MatchGrid.Replay.Demo;

/// <summary>
/// Replays the shipped sample, time-compressed, on the running grid: real pharmacies report real arrivals, patients sampled by population ask,
/// answer and collect. When the sample ends it begins again with other patients, so that the grid stays alive.
/// </summary>
public sealed partial class DemoRunner(
    IGrainFactory grains, ITelling telling, TimeProvider time, IOptions<StorageOptions> storage, DemoOptions options, DemoFigures figures, ILogger<DemoRunner> log)
    : BackgroundService
{
    private const int CallsAtOnce = 32;

    private readonly SemaphoreSlim calls = new(CallsAtOnce);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Ends with the process.
        }
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        var dataset = DatasetReader.Read(ShippedSamples.Therapeutics);
        var whole = StockSeries.Of(dataset, StockMode.Arrivals, thin: 1);
        var series = StockSeries.Of(dataset, StockMode.Arrivals, (int)Math.Max(1, whole.ArrivingPacks.Sum() / options.Packs));
        await PrepareAsync(dataset, stopping);

        var parts = new DemoParts(grains, telling, time, storage.Value.DataFolder, options, figures, CallAsync);
        var place = DemoPlace.Read(storage.Value.DataFolder);
        for (; !stopping.IsCancellationRequested; place = new(place.Pass + 1, TimeSpan.Zero))
        {
            place = await new DemoPass(parts, dataset, series, place).RunAsync(stopping);
        }
    }

    private async Task PrepareAsync(Dataset dataset, CancellationToken stopping)
    {
        var catalogue = grains.GetGrain<ICatalogueGrain>("all");
        var shipped = CatalogueReader.Read(ShippedSamples.Catalogue).Concat(dataset.Products).DistinctBy(facts => facts.Sku);
        foreach (var page in shipped.Chunk(500))
            await catalogue.PublishManyAsync([.. page]);
        await Parallel.ForEachAsync(dataset.Places, new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = stopping }, async (at, _) =>
            await grains.GetGrain<IPharmacyGrain>(at.Id.Value)
                .RegisterAsync(new(at.Id, at.Name, PharmacyKind.Retail, at.Place, OpeningHours.AlwaysOpen, at.Address)));
    }

    // One call of a person or a pharmacy. What the grid refuses is part of the game; what fails is logged and the show goes on.
    private async Task CallAsync(Func<Task> call, CancellationToken stopping)
    {
        await calls.WaitAsync(stopping);
        _ = FinishAsync();

        async Task FinishAsync()
        {
            try
            {
                await call();
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                LogCallFailed(log, exception);
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                // The grid is stopping.
            }
            finally
            {
                calls.Release();
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A call of the demonstration failed")]
    private static partial void LogCallFailed(ILogger logger, Exception exception);
}
