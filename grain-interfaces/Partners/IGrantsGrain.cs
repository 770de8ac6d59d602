using System.Collections.Immutable;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using Orleans;

namespace MatchGrid.Partners;

/// <summary>What was granted to a partner. Key: the partner. Patients' consents come as letters from the patients.</summary>
[Alias("mg.IGrantsGrain")]
public interface IGrantsGrain : INotified, IWakeable
{
    /// <summary>Replaces what the operator granted. Refused with <c>too_many_grants</c>.</summary>
    /// <param name="cells">At most 1,000.</param>
    /// <param name="everything">All requests, coarsely.</param>
    /// <param name="signals">Unmet demand by region.</param>
    Task<Outcome> GrantAreaAsync(ImmutableArray<CellId> cells, bool everything, bool signals);

    /// <summary>A pharmacy grants its matches, or takes that back. Refused with <c>too_many_grants</c>.</summary>
    Task<Outcome> GrantPharmacyAsync(PharmacyId pharmacy, bool granted);

    /// <summary>Null when nothing was ever granted.</summary>
    Task<PartnerGrants?> GetAsync();
}
