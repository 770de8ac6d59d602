using System.Diagnostics;
using MatchGrid.Markets;

namespace MatchGrid.Bench;

/// <summary>
/// The matching core alone: what one change costs (find the best-ranked, park it, it leaves, another joins) in books of 1,000 to 1,000,000
/// waiting requests. What grows is time to memory: a book of 1,000 fits the processor's cache. The limit is on a change as a whole: DepthMeasure.
/// </summary>
internal static class BookMeasure
{
    private const int Rounds = 5;
    private const int Changes = 50_000;

    public static Task RunAsync(string[] options)
    {
        var sizes = new[] { 1_000, 10_000, 100_000, 1_000_000 };
        foreach (var radius in new[] { 3_000, 500_000 })
        {
            var books = sizes.Select(size => Fill(size, radius)).ToArray();
            var times = sizes.Select(_ => new double[Rounds]).ToArray();
            for (var round = 0; round < Rounds; round++)
            {
                for (var i = 0; i < sizes.Length; i++)
                    times[i][round] = MicrosPerChange(books[i], sizes[i], radius);
            }

            var medians = times.Select(all => all.Order().ElementAt(Rounds / 2)).ToArray();
            for (var i = 0; i < sizes.Length; i++)
                Console.WriteLine($"book, radius {radius,7:N0} m, {sizes[i],9:N0} waiting: {medians[i],6:F2} us a change, {medians[i] / medians[0]:F2} times the smallest");
        }

        return Task.CompletedTask;
    }

    private static OrderBook Fill(int size, int radius)
    {
        var book = new OrderBook();
        for (var i = 0; i < size; i++)
            book.Join(DemandOf(i, radius));
        return book;
    }

    private static OpenDemand DemandOf(int number, int radius) => new(
        new($"r{number:D8}"), 1, false, BenchGrid.PlaceOf(number, radius / 1000.0), radius, 0, number % 4, null,
        DateTimeOffset.UnixEpoch.AddSeconds(number), []);

    private static double MicrosPerChange(OrderBook book, int size, int radius)
    {
        var joins = Enumerable.Range(0, Changes).Select(i => DemandOf(size + i, radius)).ToArray();
        var places = Enumerable.Range(0, 1024).Select(i => BenchGrid.PlaceOf(i + 7, radius / 1000.0)).ToArray();
        var gone = new List<OpenDemand>(Changes);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Changes; i++)
        {
            var best = book.Best(new("P"), places[i & 1023], 0, 1) ?? throw new InvalidOperationException("nobody in reach");
            book.Park(best);
            book.Leave(best.Demand.Request);
            gone.Add(best.Demand);
            book.Join(joins[i]);
        }

        var micros = Stopwatch.GetElapsedTime(started).TotalMicroseconds / Changes;
        // Back to where it began, so that every round measures the same book.
        foreach (var demand in gone)
            book.Join(demand);
        foreach (var join in joins)
            book.Leave(join.Request);
        return micros;
    }
}
