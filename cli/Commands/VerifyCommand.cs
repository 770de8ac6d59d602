using System.CommandLine;
using MatchGrid.Cli.Output;
using MatchGrid.Replay.Checking;
using MatchGrid.Replay.Running;
using MatchGrid.Silo;
using MatchGrid.Silo.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace MatchGrid.Cli.Commands;

/// <summary><c>matchgrid verify</c>: a stored grid against its invariants.</summary>
internal static class VerifyCommand
{
    private static readonly Argument<string> Folder = new("folder") { Description = "A backup, or a data folder that no process uses." };

    private static readonly Option<string?> KeyFile = new("--patients-key-file")
    {
        Description = "File with the operator's key, where patients are encrypted. Default: the environment's Patients__Key or Patients__KeyFile, as for the server.",
    };

    private static readonly Option<string?> KeysFrom = new("--patient-keys") { Description = "Folder that has patient-keys.db, which no backup has. Default: the same folder." };

    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("verify", $"Holds what a data folder or backup stores against every invariant, and its database too; exit code {ExitCodes.Broken} when one is broken. Changes nothing.") { Folder, KeyFile, KeysFrom, Json };
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
                () => GridChecker.CheckAsync(folder, Replayer.EndOf(folder), new Ticks(progress), OperatorsKey(parsed), parsed.GetValue(KeysFrom)), cancellationToken));
        }
        catch (DataFolderException exception)
        {
            return Answer.Fail(exception);
        }
        catch (Exception exception) when (exception is OptionsValidationException or IOException or UnauthorizedAccessException)
        {
            return Answer.Fail(exception.Message);
        }

        if (parsed.GetValue(Json))
            Answer.WriteJson(report);
        else
            Write(report);
        return report.ViolationCount == 0 ? 0 : ExitCodes.Broken;
    }

    // Never on the command line: others on the machine can read that.
    private static PatientKeyOptions OperatorsKey(ParseResult parsed)
    {
        var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build().GetSection("Patients").Get<PatientKeyOptions>() ?? new();
        if (parsed.GetValue(KeyFile) is { } file)
            (environment.Key, environment.KeyFile) = (null, file);
        return environment;
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
