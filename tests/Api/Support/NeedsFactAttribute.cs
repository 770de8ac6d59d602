using System.ComponentModel;
using System.Diagnostics;

namespace MatchGrid.Tests.Api.Support;

/// <summary>A test that needs other programs. Skipped and named where one is missing; <c>test.sh</c> then lists the lane as not run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsFactAttribute : FactAttribute
{
    public NeedsFactAttribute(params string[] programs)
    {
        if (Missing(programs) is { } missing)
            Skip = missing;
    }

    /// <summary>What to say when one of them is missing; null for nothing.</summary>
    internal static string? Missing(string[] programs) => Array.Find(programs, program => !Works(program)) is { } missing ? $"{missing} is not installed" : null;

    private static bool Works(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, "--version") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true });
            process!.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
