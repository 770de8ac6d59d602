using MatchGrid.Patients;

namespace MatchGrid.Api.Messages;

/// <summary>The gateway that sends text messages and e-mails. Bound from configuration section <c>Messages</c>.</summary>
public sealed class MessageOptions
{
    private static readonly Dictionary<string, string> English = new()
    {
        ["held"] = "MatchGrid: something is held for you. Answer in time: {link}",
        ["set_aside"] = "MatchGrid: it is ready for you. {link}",
        ["lapsed"] = "MatchGrid: a hold ended without an answer. You keep your place. {link}",
        ["no_show"] = "MatchGrid: it was not collected in time. You keep your place. {link}",
        ["broken"] = "MatchGrid: it is not there after all. You keep your place. {link}",
        ["expired"] = "MatchGrid: your request ended. {link}",
        ["code"] = "MatchGrid: your code is {code}.",
    };

    private static readonly Dictionary<string, string> Chinese = new()
    {
        ["held"] = "MatchGrid：已为您留货，请及时答复：{link}",
        ["set_aside"] = "MatchGrid：已为您备好。{link}",
        ["lapsed"] = "MatchGrid：未及时答复，留货已结束，您的排位不变。{link}",
        ["no_show"] = "MatchGrid：未及时领取，您的排位不变。{link}",
        ["broken"] = "MatchGrid：实际无货，您的排位不变。{link}",
        ["expired"] = "MatchGrid：您的请求已结束。{link}",
        ["code"] = "MatchGrid：您的验证码是 {code}。",
    };

    /// <summary>
    /// Where each message goes by POST, https, or http on this machine; null for no gateway. The body is JSON: <c>channel</c> (sms, email), <c>to</c>,
    /// <c>text</c>, <c>id</c> (the same when it is sent again, also as header <c>Idempotency-Key</c>).
    /// </summary>
    public string? Url { get; set; }

    /// <summary>Sent along as header Authorization.</summary>
    public string? Authorization { get; set; }

    /// <summary>Ways that the gateway has. Default both.</summary>
    public IReadOnlyList<ContactChannel> Channels { get; set; } = [];

    /// <summary>Address of the app, for <c>{link}</c>. Default empty: no link.</summary>
    public string Link { get; set; } = "";

    /// <summary>
    /// Other texts, by language and kind: <c>Messages:Templates:en:held</c>; kinds held, set_aside, lapsed, no_show, broken, expired, code. What may be filled
    /// in is <c>{link}</c> and <c>{code}</c>: neither a medicine nor a name nor a place can get into a text.
    /// </summary>
    public Dictionary<string, Dictionary<string, string>> Templates { get; init; } = [];

    /// <summary>How long the gateway may take to answer. Default 10 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Messages on their way at once. Default 8.</summary>
    public int AtOnce { get; set; } = 8;

    public IReadOnlyList<ContactChannel> Offered => Url is null ? [] : Channels.Count > 0 ? Channels : Enum.GetValues<ContactChannel>();

    /// <summary>The text of a kind, in the language or its closest; English otherwise.</summary>
    public string Text(string? language, string kind, string? code = null)
    {
        var template = Of(language) ?? Of(language?.Split('-')[0]) ?? Templates.GetValueOrDefault("en")?.GetValueOrDefault(kind)
            ?? (language?.Split('-')[0] == "zh" ? Chinese : English)[kind];
        return template.Replace("{link}", Link, StringComparison.Ordinal).Replace("{code}", code, StringComparison.Ordinal).Trim();

        string? Of(string? tag) => tag is null ? null : Templates.GetValueOrDefault(tag)?.GetValueOrDefault(kind);
    }

    /// <exception cref="Startup.RefusedStartException">The address cannot be used.</exception>
    public MessageOptions Check()
    {
        if (Url is null || (Uri.TryCreate(Url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))))
            return this;
        throw new Startup.RefusedStartException("Messages:Url is an https address, or http on this machine.");
    }
}
