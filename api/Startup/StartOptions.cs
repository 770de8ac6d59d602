namespace MatchGrid.Api.Startup;

/// <summary>What the command line says.</summary>
/// <param name="Urls">Addresses to listen on.</param>
/// <param name="DataFolder">Where everything is kept.</param>
/// <param name="Demo">Load the sample, replay it, and switch the development issuer on.</param>
/// <param name="Settings">Configuration, as <c>--Section:Key=value</c>.</param>
public sealed record StartOptions(IReadOnlyList<string> Urls, string DataFolder, bool Demo, IReadOnlyList<string> Settings)
{
    public const string DefaultUrl = "http://127.0.0.1:5080";

    public const string Help = """
        MatchGrid: the HTTP and live doors, with the grid inside.

          --urls URL      address to listen on (default http://127.0.0.1:5080); several apart by ;
          --data FOLDER   where everything is kept (default ./data); one process at a time
          --demo          load the sample, replay it, and give out development tokens (loopback only)
          --help          this text

        Sections Auth, Limits, Grid and Storage are configured by appsettings.json, the environment (Auth__Authority=…) or here (--Auth:Authority=…).
        """;

    /// <summary>The options; null with what is wrong, or with the help that was asked for.</summary>
    public static (StartOptions? Options, string? Complaint) Read(IReadOnlyList<string> args)
    {
        var (urls, data, demo) = (Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? DefaultUrl, "data", false);
        var settings = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            var (name, value) = args[i].Split('=', 2) is [var left, var right] ? (left, right) : (args[i], null);
            switch (name)
            {
                case "--help" or "-h":
                    return (null, null);
                case "--demo" when value is null:
                    demo = true;
                    continue;
                case "--urls" or "--data":
                    value ??= i + 1 < args.Count ? args[++i] : null;
                    if (string.IsNullOrWhiteSpace(value))
                        return (null, $"{name} needs a value.");
                    (urls, data) = name == "--urls" ? (value, data) : (urls, value);
                    continue;
                case "--applicationName": // from the tool that writes the OpenAPI document
                case var setting when value is not null && setting.StartsWith("--", StringComparison.Ordinal) && setting.Contains(':', StringComparison.Ordinal):
                    settings.Add(args[i]);
                    continue;
                default:
                    return (null, $"There is no option {args[i]}.");
            }
        }

        var list = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var wrong = Array.Find(list, url => !Uri.TryCreate(url.Replace("://*", "://any", StringComparison.Ordinal).Replace("://+", "://any", StringComparison.Ordinal), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"));
        return list.Length == 0 || wrong is not null
            ? (null, $"--urls {wrong ?? urls} is no address such as {DefaultUrl}.")
            : (new(list, data, demo, settings), null);
    }
}
