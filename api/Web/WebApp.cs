namespace MatchGrid.Api.Web;

/// <summary>The built web app: where it is, and whether it can be shown.</summary>
public sealed class WebApp
{
    private const string Index = "index.html";

    private volatile WebState state;

    public WebApp(WebOptions options, string program)
    {
        var beside = Path.Combine(program, "app");
        if (options.Folder is { } folder)
            Folder = Path.GetFullPath(folder);
        else if (File.Exists(Path.Combine(beside, Index)))
            Folder = beside;
        else if ((Sources = FindSources(program)) is not null)
            Folder = Path.Combine(Sources, "dist");
        else
            Folder = beside;
        state = IsThere ? WebState.Ready : new(WebStage.Missing, "The app is not built. In the folder web: npm ci && npm run build");
    }

    /// <summary>The folder that is served.</summary>
    public string Folder { get; }

    /// <summary>What it is built from; null where there are no sources.</summary>
    public string? Sources { get; }

    public bool IsThere => File.Exists(Path.Combine(Folder, Index));

    public WebState State
    {
        get => state;
        set => state = value;
    }

    private static string? FindSources(string program)
    {
        for (var folder = new DirectoryInfo(program); folder is not null; folder = folder.Parent)
        {
            var web = Path.Combine(folder.FullName, "web");
            if (File.Exists(Path.Combine(web, "package-lock.json")) && File.Exists(Path.Combine(folder.FullName, "MatchGrid.sln")))
                return web;
        }

        return null;
    }
}

/// <param name="Detail">A sentence for whoever waits, or has to help.</param>
public sealed record WebState(WebStage Stage, string? Detail = null)
{
    public static WebState Ready { get; } = new(WebStage.Ready);
}

/// <summary>How far the app is.</summary>
public enum WebStage
{
    /// <summary>Not built, and nobody builds it.</summary>
    Missing = 0,

    /// <summary>npm is at work.</summary>
    Building = 1,

    Ready = 2,
}
