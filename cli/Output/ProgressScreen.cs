using Spectre.Console;

namespace MatchGrid.Cli.Output;

/// <summary>Shows on standard error how far something is, with rate and time left: a bar on a terminal, otherwise a plain line now and then.</summary>
internal static class ProgressScreen
{
    private static readonly TimeSpan FirstLine = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan NextLine = TimeSpan.FromSeconds(5);

    public static Task<T> ShowAsync<T>(Func<IProgress<Tick>, Task<T>> work) => Console.IsErrorRedirected ? work(new Lines()) : BarAsync(work);

    private static async Task<T> BarAsync<T>(Func<IProgress<Tick>, Task<T>> work)
    {
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn())
            .StartAsync(context =>
            {
                var bar = context.AddTask("starting", maxValue: 1);
                return work(new Bar(bar));
            });
    }

    // Reports come from the thread that works: no queue, no order to lose.
    private sealed class Bar(ProgressTask task) : IProgress<Tick>
    {
        public void Report(Tick value)
        {
            task.Value = value.Done;
            task.Description = Markup.Escape($"{value.What} · {value.Rate} · {value.LeftInWords}");
        }
    }

    private sealed class Lines : IProgress<Tick>
    {
        private readonly long startedAt = TimeProvider.System.GetTimestamp();
        private TimeSpan next = FirstLine;

        public void Report(Tick value)
        {
            var now = TimeProvider.System.GetElapsedTime(startedAt);
            if (now < next)
                return;
            next = now + NextLine;
            Console.Error.WriteLine($"{value.What}: {value.Done:P1}, {value.Rate}, {value.LeftInWords}");
        }
    }
}
