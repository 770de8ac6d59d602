using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Markets;

namespace MatchGrid.Messages;

/// <summary>Grains as <c>kind/key</c>: in journals, as senders and receivers of letters.</summary>
public static class Addresses
{
    public const string Pharmacy = "pharmacy";
    public const string Request = "request";
    public const string Market = "market";
    public const string Cell = "cell";
    public const string Patient = "patient";
    public const string Feed = "feed";
    public const string Sku = "sku";
    public const string Catalogue = "catalogue";
    public const string Keyring = "keyring";
    public const string FeedSegment = "feed-segment";
    public const string Grants = "grants";
    public const string Webhook = "webhook";
    public const string WebhookList = "webhooks";
    public const string Region = "region";
    public const string Regions = "regions";

    /// <summary>The one catalogue.</summary>
    public const string TheCatalogue = $"{Catalogue}/all";

    /// <summary>The one directory of regions.</summary>
    public const string TheRegions = $"{Regions}/all";

    public static string Of(PharmacyId id) => $"{Pharmacy}/{id.Value}";

    public static string Of(RequestId id) => $"{Request}/{id.Value}";

    public static string Of(MarketId id) => $"{Market}/{id}";

    public static string Of(CellId id) => $"{Cell}/{id}";

    public static string Of(PatientId id) => $"{Patient}/{id.Value}";

    public static string Of(Sku id) => $"{Sku}/{id.Value}";

    public static string OfFeed(int partition) => $"{Feed}/{partition}";

    /// <param name="first">Number of its oldest entry.</param>
    public static string OfFeedSegment(int partition, long first) => $"{FeedSegment}/{partition}.{first}";

    public static string OfGrants(PartnerId partner) => $"{Grants}/{partner}";

    /// <summary>Splits an address at its first slash.</summary>
    public static (string Kind, string Key) Split(string address)
    {
        var kind = KindOf(address);
        return (kind.ToString(), address[(kind.Length + 1)..]);
    }

    /// <summary>What stands before the first slash.</summary>
    public static ReadOnlySpan<char> KindOf(string address)
    {
        var slash = address.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 ? address.AsSpan(0, slash) : throw new FormatException($"no address: {address}");
    }
}
