using System.CommandLine;
using MatchGrid.Cli.Output;
using MatchGrid.Replay.Checking;
using MatchGrid.Replay.Running;
using MatchGrid.Silo.Storage;

namespace MatchGrid.Cli.Commands;

/// <summary><c>matchgrid verify</c>: a stored grid against its invariants.</summary>
internal static class VerifyCommand
{
    private static readonly Argument<string> Folder = new("folder") { Description = "A backup, or a data folder that no process uses." };

    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("verify", $"Holds what a data folder or backup stores against every invariant, and its database too; exit code {ExitCodes.Broken} when one is broken. Changes nothing.") { Folder, Json };
        command.Aliases.Add("check");
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var folder = parsed.GetRequiredValue(Folder);
        CheckReport report;
        try
        {
            report = await ProgressScreen.ShowAsync(progress => Task.Run(
                () => GridChecker.CheckAsync(folder, Replayer.EndOf(folder), new Ticks(progress)), cancellationToken));
        }
        catch (DataFolderException exception)
        {
            return Answer.Fail(exception);
        }

        if (parsed.GetValue(Json))
            Answer.WriteJson(report);
        else
            Write(report);
        return report.ViolationCount == 0 ? 0 : ExitCodes.Broken;
    }

    private static void Write(CheckReport report)
    {
        foreach (var violation in report.Violations)
            Console.WriteLine(violation);
        Console.WriteLine(
            $"{report.Grains:N0} grains in {report.Seconds:0.0} s: {report.Pharmacies:N0} pharmacies with {report.LiveHolds:N0} live holds, "
            + $"{report.Requests:N0} requests ({report.SeekingRequests:N0} seeking), {report.Markets:N0} markets, {report.Patients:N0} patients, {report.FeedEntries:N0} feed entries; format {report.Format}, {(report.Epoch is null ? "no epoch" : $"epoch {report.Epoch}")}.");
        Console.WriteLine(report.ViolationCount == 0 ? "No invariant is broken." : $"{report.ViolationCount:N0} violations.");
    }

    private sealed class Ticks(IProgress<Tick> progress) : IProgress<CheckProgress>
    {
        private readonly long startedAt = TimeProvider.System.GetTimestamp();

        public void Report(CheckProgress value)
        {
            var took = TimeProvider.System.GetElapsedTime(startedAt);
            progress.Report(new("checking", (double)value.Done / value.Of, $"{value.Done / took.TotalSeconds:N0} grains/s", took * ((double)(value.Of - value.Done) / value.Done)));
        }
    }
}
