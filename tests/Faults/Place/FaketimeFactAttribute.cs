using System.ComponentModel;
using System.Diagnostics;

namespace MatchGrid.Tests.Faults.Place;

/// <summary>A test that needs faketime. Skipped and named where it is not installed; <c>test.sh</c> then lists the lane as not run.</summary>
internal sealed class FaketimeFactAttribute : FactAttribute
{
    public FaketimeFactAttribute()
    {
        if (!IsThere())
            Skip = "faketime is not installed";
    }

    private static bool IsThere()
    {
        try
        {
            using var probe = Process.Start(new ProcessStartInfo("faketime", ["-f", "+1h", "true"]) { UseShellExecute = false, RedirectStandardError = true })!;
            probe.WaitForExit();
            return probe.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
