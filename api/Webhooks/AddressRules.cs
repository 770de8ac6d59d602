using System.Net;
using System.Net.Sockets;

namespace MatchGrid.Api.Webhooks;

/// <summary>
/// Which addresses webhooks may go to: those of the public internet, and networks that the operator lists. Everything special is refused (IANA
/// special-purpose registries), also inside addresses that carry an IPv4 one.
/// </summary>
public sealed class AddressRules(WebhookOptions options)
{
    private static readonly IPNetwork[] Special4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork[] Special6 = [.. new[] { "2001::/23", "2001:db8::/32", "3fff::/20" }.Select(IPNetwork.Parse)];

    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    private readonly IPNetwork[] allowed = [.. options.AllowedNetworks.Select(IPNetwork.Parse)];

    public bool MayCall(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (Array.Exists(allowed, network => network.Contains(address)))
            return true;
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return !Array.Exists(Special4, network => network.Contains(address));
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.ScopeId != 0)
            return false;
        if (Nat64.Contains(address))
            return MayCall(new IPAddress(address.GetAddressBytes().AsSpan(12, 4)));
        if (SixToFour.Contains(address))
            return MayCall(new IPAddress(address.GetAddressBytes().AsSpan(2, 4)));
        return Global6.Contains(address) && !Array.Exists(Special6, network => network.Contains(address));
    }

    /// <summary>What is wrong with an address that somebody gives; null when nothing is, as far as its text says. Names are looked up at each connection.</summary>
    public string? Complaint(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.UserInfo.Length > 0 || url.Fragment.Length > 0)
            return "url is an absolute https address without user, password or fragment.";
        if (url.Scheme == "http" && !options.AllowHttp)
            return "url must be https.";
        return IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out var address) && !MayCall(address) ? "url names an address that webhooks may not call." : null;
    }
}
