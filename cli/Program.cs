using System.CommandLine;
using MatchGrid.Cli.Commands;

var root = new RootCommand("MatchGrid: scarce medicines find the patients who wait for them.")
{
    DemoCommand.Create(),
    ImportCommand.Create(),
    ReplayCommand.Create(),
    WatchCommand.Create(),
    RequestCommand.Create(),
    WhyCommand.Create(),
    RegionCommand.Create(),
    SignalsCommand.Create(),
    AnnounceCommand.Create(),
    ReportCommand.Create(),
    VerifyCommand.Create(),
    BackupCommand.Create(),
    BackupCommand.CreateRestore(),
};
return await root.Parse(args).InvokeAsync();
