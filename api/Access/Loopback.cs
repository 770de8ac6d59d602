using System.Net;

namespace MatchGrid.Api.Access;

/// <summary>Whether addresses are reachable from this machine only.</summary>
public static class Loopback
{
    /// <summary>The first URL that is not loopback; null when all are. A host name counts only when it is <c>localhost</c>.</summary>
    public static string? FirstOther(IEnumerable<string> urls) => urls.FirstOrDefault(url => !IsLoopback(url));

    private static bool IsLoopback(string url)
    {
        var host = BindingAddress.Parse(url).Host.Trim('[', ']');
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
    }
}
