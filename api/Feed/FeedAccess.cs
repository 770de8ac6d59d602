using System.Collections.Concurrent;
using MatchGrid.Api.Access;
using MatchGrid.Partners;
using Orleans;

namespace MatchGrid.Api.Feed;

/// <summary>What a caller may see of the feed.</summary>
public sealed class FeedAccess(IGrainFactory grains)
{
    private static readonly PartnerGrants NoGrants = new([], [], [], Everything: false, "");
    private static readonly PartnerLens Nothing = PartnerLens.Of(NoGrants);

    // As long as the grants are the same.
    private readonly ConcurrentDictionary<string, (PartnerGrants Grants, PartnerLens Lens)> lenses = new(StringComparer.Ordinal);

    public async Task<PartnerLens> LensOfAsync(Caller caller) => caller.Role switch
    {
        Roles.Partner => await LensOfAsync(caller.Partner),
        Roles.Maker => PartnerLens.Of((await grains.GetGrain<IGrantsGrain>(caller.Partner).GetAsync() ?? NoGrants) with { Signals = true }),
        _ => PartnerLens.Whole(caller.Pseudonym),
    };

    /// <summary>Of a partner: what was granted to it up to now.</summary>
    public async Task<PartnerLens> LensOfAsync(string partner)
    {
        if (await grains.GetGrain<IGrantsGrain>(partner).GetAsync() is not { } grants)
            return Nothing;
        if (lenses.TryGetValue(partner, out var known) && ReferenceEquals(known.Grants, grants))
            return known.Lens;
        var lens = PartnerLens.Of(grants);
        lenses[partner] = (grants, lens);
        return lens;
    }
}
