namespace MatchGrid.Tests.Web.Support;

/// <summary>A test in a real browser. Skipped and named where there is no Chromium or the app is not built; <c>test.sh</c> then lists the lane as not run.</summary>
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => (Skip, Timeout) = (Needs.Missing, Needs.PatienceMilliseconds);
}

/// <summary>The same, once for each row of data.</summary>
internal sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => (Skip, Timeout) = (Needs.Missing, Needs.PatienceMilliseconds);
}

/// <summary>What these tests need besides .NET.</summary>
internal static class Needs
{
    /// <summary>A test that takes longer hangs.</summary>
    public const int PatienceMilliseconds = 150_000;

    public static string? Chromium { get; } =
        new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    public static string Web { get; } = FindWeb();

    public static string App { get; } = Path.Combine(Web, "dist");

    public static string Axe { get; } = Path.Combine(Web, "node_modules", "axe-core", "axe.min.js");

    /// <summary>Of the machine, otherwise the one that drives the browser.</summary>
    public static string Node { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "node")).FirstOrDefault(File.Exists)
        ?? Path.Combine(AppContext.BaseDirectory, ".playwright", "node", "linux-x64", "node");

    public static string? Missing { get; } =
        Chromium is null ? "Chromium is not installed"
        : !File.Exists(Path.Combine(App, "index.html")) || !File.Exists(Axe) ? "web is not built (npm ci && npm run build)"
        : null;

    private static string FindWeb()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "MatchGrid.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("not inside the repository");
        return Path.Combine(folder.FullName, "web");
    }
}
