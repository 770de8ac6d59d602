using System.CommandLine;

namespace MatchGrid.Cli.Commands;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "The answer as JSON on standard output." };
}
