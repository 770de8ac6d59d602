namespace MatchGrid.Api.Push;

/// <summary>How patients' browsers are told by Web Push. Bound from configuration section <c>Push</c>.</summary>
public sealed class PushOptions
{
    private static readonly string[] Browsers = ["fcm.googleapis.com", "*.push.services.mozilla.com", "*.push.apple.com", "*.notify.windows.com"];

    /// <summary>
    /// Push services that may be called besides those of the browsers: host names, <c>*.</c> for those below one, by https; or an origin such as
    /// <c>http://127.0.0.1:8000</c>. A device that names another is refused: nobody makes this server call what they please. Default none.
    /// </summary>
    public IReadOnlyList<string> Services { get; set; } = [];

    /// <summary>Whom a push service may write to, <c>mailto:</c> or https. Default: this project's placeholder, which services accept.</summary>
    public string Contact { get; set; } = "mailto:operator@localhost.invalid";

    /// <summary>Messages that wait to be sent; past it the oldest is given up, as its patient's inbox has it all the same. Default 10,000.</summary>
    public int Waiting { get; set; } = 10_000;

    /// <summary>Messages on their way at once. Default 16.</summary>
    public int AtOnce { get; set; } = 16;

    /// <summary>How long a push service may take to answer. Default 10 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a message is tried, and how long the service keeps it for a device that is off. Default 4 h.</summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromHours(4);

    /// <summary>Wait before the second attempt; it doubles up to five minutes. Default 2 s.</summary>
    public TimeSpan FirstWait { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether the address is one of a listed service.</summary>
    public bool Allows(Uri endpoint) => Browsers.Concat(Services).Any(service =>
    {
        if (service.Contains("://", StringComparison.Ordinal))
            return Uri.TryCreate(service, UriKind.Absolute, out var own) && own.GetLeftPart(UriPartial.Authority) == endpoint.GetLeftPart(UriPartial.Authority);
        if (endpoint.Scheme != Uri.UriSchemeHttps || !endpoint.IsDefaultPort)
            return false;
        return service.StartsWith("*.", StringComparison.Ordinal)
            ? endpoint.IdnHost.EndsWith(service[1..], StringComparison.OrdinalIgnoreCase)
            : endpoint.IdnHost.Equals(service, StringComparison.OrdinalIgnoreCase);
    });
}
