using System.ComponentModel;
using System.Diagnostics;

namespace MatchGrid.Tests.Api.Webhooks;

/// <summary>A test that needs Node and npm. Skipped and named where there are none; <c>test.sh</c> then lists the lane as not run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeFactAttribute : FactAttribute
{
    private static readonly bool Works = Try("node") && Try("npm");

    public NodeFactAttribute()
    {
        if (!Works)
            Skip = "node and npm are not installed";
    }

    private static bool Try(string program)
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
