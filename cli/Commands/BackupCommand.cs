using System.CommandLine;
using MatchGrid.Cli.Output;
using MatchGrid.Silo.Storage;

namespace MatchGrid.Cli.Commands;

/// <summary><c>matchgrid backup</c> and <c>matchgrid restore</c>: a copy of a whole grid, and a data folder made of one.</summary>
internal static class BackupCommand
{
    public static Command Create() => Copying(
        "backup", "Copies all that a grid has stored, also while its server runs: everything acknowledged until now.",
        new("data") { Description = "The data folder." },
        new("target") { Description = "Folder of the backup: not there yet, or empty." },
        GridBackup.Take);

    public static Command CreateRestore() => Copying(
        "restore", "Makes a data folder of a backup and gives it a new epoch, so that clients that know later numbers start over.",
        new("backup") { Description = "Folder of the backup." },
        new("data") { Description = "The data folder: not there yet, or empty." },
        GridBackup.Restore);

    private delegate BackupReport Copy(string from, string to, TimeProvider time, IProgress<CopyProgress>? progress, CancellationToken cancellationToken);

    private static Command Copying(string name, string description, Argument<string> from, Argument<string> to, Copy copy)
    {
        var json = CommonOptions.Json();
        var command = new Command(name, description) { from, to, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var report = await ProgressScreen.ShowAsync(progress => Task.Run(
                    () => copy(parsed.GetRequiredValue(from), parsed.GetRequiredValue(to), TimeProvider.System, new Ticks(progress), cancellationToken), cancellationToken));
                if (parsed.GetValue(json))
                    Answer.WriteJson(report);
                else
                    Console.WriteLine(
                        $"{report.Folder}: {report.Grains:N0} grains, {report.Bytes / 1e6:N1} MB in {report.Seconds:0.0} s, up to row {report.Tail:N0}; "
                        + $"format {report.Format}{(report.Epoch is null ? "" : $", new epoch {report.Epoch}")}.");
                return 0;
            }
            catch (DataFolderException exception)
            {
                return Answer.Fail(exception);
            }
            catch (OperationCanceledException)
            {
                return Answer.Fail("Stopped; nothing was left behind.");
            }
        });
        return command;
    }

    private sealed class Ticks(IProgress<Tick> progress) : IProgress<CopyProgress>
    {
        private readonly Rate rate = new("MB");

        public void Report(CopyProgress value) => progress.Report(rate.At("copying", (double)value.Done / value.Of, value.Done / 1_000_000));
    }
}
