namespace MatchGrid.Api.Web;

/// <summary>Where the web app comes from. Bound from configuration section <c>Web</c>.</summary>
public sealed class WebOptions
{
    /// <summary>
    /// The folder of the built app, with its <c>index.html</c>. Default: <c>app</c> beside the program, otherwise <c>web/dist</c> of the checkout that
    /// the program was built in.
    /// </summary>
    public string? Folder { get; set; }

    /// <summary>
    /// Whether npm builds the app, beside the running grid, where it is not built or older than its sources. <c>dotnet run</c> switches it on. Default false.
    /// </summary>
    public bool Build { get; set; }

    /// <summary>The command that is npm. Default <c>npm</c>.</summary>
    public string Npm { get; set; } = "npm";
}
