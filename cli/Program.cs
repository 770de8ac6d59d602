using System.CommandLine;
using MatchGrid.Cli.Commands;

var root = new RootCommand("MatchGrid: scarce medicines find the patients who wait for them.")
{
    ReplayCommand.Create(),
    CheckCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
