using Microsoft.Extensions.Hosting;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MatchGrid.Replay.Demo;

/// <summary>Shows that the demonstration lives: a picture that moves on a terminal, plain lines elsewhere.</summary>
public sealed class DemoScreen(DemoFigures figures, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (Console.IsOutputRedirected)
                await WriteLinesAsync(stoppingToken);
            else
                await DrawAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Ends with the process.
        }
    }

    private async Task WriteLinesAsync(CancellationToken stopping)
    {
        var (first, last) = (false, string.Empty);
        var lineAt = time.GetUtcNow();
        while (true)
        {
            await Task.Delay(Frame, time, stopping);
            var status = figures.Status();
            if (!first && status.FirstMatchAfterSeconds is { } seconds)
            {
                first = true;
                Console.WriteLine($"first match after {seconds:F1} s");
            }

            if (figures.Recent() is [.., var match] && match != last)
                Console.WriteLine($"  match: {last = match}");
            if (time.GetUtcNow() - lineAt < LineEvery)
                continue;
            lineAt = time.GetUtcNow();
            Console.WriteLine(Line(status));
        }
    }

    private async Task DrawAsync(CancellationToken stopping) => await AnsiConsole.Live(Picture()).AutoClear(false).StartAsync(async live =>
    {
        while (!stopping.IsCancellationRequested)
        {
            live.UpdateTarget(Picture());
            await Task.Delay(Frame, time, stopping);
        }
    });

    private IRenderable Picture()
    {
        var status = figures.Status();
        var rows = new List<IRenderable>
        {
            new BreakdownChart().Width(72).HideTags()
                .AddItem("done", Math.Max(0.001, status.Progress), Color.Green).AddItem("to come", Math.Max(0.001, 1 - status.Progress), Color.Grey23),
            new Text(Line(status)),
            new Text(status.FirstMatchAfterSeconds is { } first ? $"first match after {first:F1} s" : "waiting for the first match", new Style(Color.Green)),
        };
        rows.AddRange(figures.Recent().Select(match => new Text($"  {match}", new Style(Color.Grey70))));
        return new Rows(rows);
    }

    private static string Line(DemoStatus status) =>
        $"pass {status.Pass}, {status.Progress:P0}: {status.Changes:N0} changes, {status.Requests:N0} requests, {status.Matches:N0} matches, {status.Collected:N0} collected, "
        + $"fill rate {status.FillRate ?? 0:P0}, {status.Waiting:N0} waiting, change to push p50 {status.ChangeToPushMilliseconds ?? 0:F1} ms p99 {status.ChangeToPushP99Milliseconds ?? 0:F1} ms";
}
