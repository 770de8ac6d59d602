using System.ComponentModel;
using System.Diagnostics;

namespace MatchGrid.Tests.Faults.Trace;

/// <summary>A test that needs strace and the right to trace. Skipped and named where there is neither; <c>test.sh</c> then lists the lane as not run.</summary>
internal sealed class StraceFactAttribute : FactAttribute
{
    public StraceFactAttribute()
    {
        if (!MayTrace())
            Skip = "strace is not installed, or may not trace here";
    }

    private static bool MayTrace()
    {
        try
        {
            using var probe = Process.Start(new ProcessStartInfo("strace", ["-f", "--seccomp-bpf", "-o", "/dev/null", "true"]) { UseShellExecute = false, RedirectStandardError = true })!;
            probe.WaitForExit();
            return probe.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
