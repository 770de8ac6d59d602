using MatchGrid.Cells;
using MatchGrid.Feed;
using MatchGrid.Keys;
using MatchGrid.Markets;
using MatchGrid.Messages;
using MatchGrid.Partners;
using MatchGrid.Patients;
using MatchGrid.Pharmacies;
using MatchGrid.Regions;
using MatchGrid.Requests;
using MatchGrid.Skus;
using Orleans;

namespace MatchGrid.Journals;

/// <summary>Turns <c>kind/key</c> addresses into grains.</summary>
public sealed class Deliveries
{
    /// <summary>One-way: letters to their receiver.</summary>
    public void Deliver(IGrainFactory grains, string receiver, Delivery delivery) => Forget(Find(grains, receiver).DeliverAsync(delivery));

    /// <summary>One-way: tells a sender that its letters were taken.</summary>
    public void TellTaken(IGrainFactory grains, string sender, string receiver, long upTo) =>
        Forget(Find(grains, sender).TakenAsync(receiver, upTo));

    /// <summary>One-way: pokes a grain whose wake is due.</summary>
    public void Wake(IGrainFactory grains, string address) => Forget(((IWakeable)Find(grains, address)).WakeAsync());

    private static INotified Find(IGrainFactory grains, string address)
    {
        var kind = Addresses.KindOf(address);
        var key = address[(kind.Length + 1)..];
        return kind switch
        {
            Addresses.Pharmacy => grains.GetGrain<IPharmacyGrain>(key),
            Addresses.Request => grains.GetGrain<IRequestGrain>(key),
            Addresses.Market => grains.GetGrain<IMarketGrain>(key),
            Addresses.Cell => grains.GetGrain<ICellGrain>(key),
            Addresses.Patient => grains.GetGrain<IPatientGrain>(key),
            Addresses.Feed => grains.GetGrain<IFeedGrain>(key),
            Addresses.Sku => grains.GetGrain<ISkuGrain>(key),
            Addresses.FeedSegment => grains.GetGrain<IFeedSegmentGrain>(key),
            Addresses.Grants => grains.GetGrain<IGrantsGrain>(key),
            Addresses.Webhook => grains.GetGrain<IPartnerGrain>(key),
            Addresses.WebhookList => grains.GetGrain<IWebhookListGrain>(key),
            Addresses.Keyring => grains.GetGrain<IKeyringGrain>(key),
            Addresses.Catalogue => grains.GetGrain<ICatalogueGrain>(key),
            Addresses.Region => grains.GetGrain<IRegionGrain>(key),
            Addresses.Regions => grains.GetGrain<IRegionDirectoryGrain>(key),
            _ => throw new FormatException($"no grain: {address}"),
        };
    }

    // One-way calls complete at once; what may fail on the way is sent again by the outbox.
    private static void Forget(Task task) => task.Unawaited();
}
