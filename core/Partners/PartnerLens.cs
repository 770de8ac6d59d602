using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using MatchGrid.Feed;
using MatchGrid.Geo;
using MatchGrid.Identifiers;

namespace MatchGrid.Partners;

/// <summary>
/// Shows match events as one partner may see them. Ids leave as HMAC-SHA-256 under the partner's own key: two partners cannot tell that they saw
/// the same patient, and none can turn an id round.
/// </summary>
public sealed class PartnerLens
{
    /// <summary>Cells of a coarse event: 55 to 80 km wide.</summary>
    public const int CoarseLevel = 7;

    private const int IdBytes = 16;

    private readonly FrozenSet<PharmacyId> pharmacies;
    private readonly FrozenSet<PatientId> patients;
    private readonly PartnerGrants grants;
    private readonly bool sees;
    private readonly byte[] key;

    private PartnerLens(PartnerGrants grants, bool sees)
    {
        (this.grants, this.sees) = (grants, sees);
        (pharmacies, patients) = (grants.Pharmacies.ToFrozenSet(), grants.Patients.ToFrozenSet());
        key = Encoding.UTF8.GetBytes(grants.IdKey);
    }

    /// <summary>What a partner was granted, and no more.</summary>
    public static PartnerLens Of(PartnerGrants grants) => new(grants, sees: false);

    /// <summary>Everything, patients by ids of the viewer's own: for those who run the grid.</summary>
    public static PartnerLens Whole(string idKey) => new(new([], [], [], Everything: false, idKey), sees: true);

    /// <summary>The event as this partner sees it; null for one that it does not see.</summary>
    public PartnerEvent? See(string epoch, int partition, FeedEntry entry)
    {
        var match = entry.Event;
        if (match.Unmet is { } unmet)
        {
            return sees || grants.Signals
                ? new(IdOf("e", $"{epoch}/{partition}/{entry.Number}"), match.Kind, match.At, match.Sku, match.Quantity, 0, null, null, null, null, null, Coarse: true, unmet)
                : null;
        }

        if (!match.IsOfRequest && !sees)
            return null; // crisis regions and their alarms are for those who run the grid
        if (sees || (match.Pharmacy is { } pharmacy && pharmacies.Contains(pharmacy)) || (match.Patient is { } patient && patients.Contains(patient)))
        {
            return new(
                IdOf("e", $"{epoch}/{partition}/{entry.Number}"), match.Kind, match.At, match.Sku, match.Quantity, match.WaitedSeconds, match.Cell,
                match.Pharmacy, match.Patient is { } who ? IdOf("p", who.Value) : null, match.IsOfRequest ? IdOf("r", match.Request.Value) : null,
                match.Hold is { } hold ? IdOf("m", hold.Value) : null, Coarse: false);
        }

        if (!grants.Everything && !(match.Cell is { } cell && grants.Cells.Any(granted => granted.Contains(cell))))
            return null;
        return new(
            IdOf("e", $"{epoch}/{partition}/{entry.Number}"), match.Kind, HourOf(match.At), match.Sku, match.Quantity, match.WaitedSeconds / 3600 * 3600,
            match.Cell?.AncestorAt(CoarseLevel), Pharmacy: null, Patient: null, Request: null, Match: null, Coarse: true);
    }

    /// <summary>An id of this partner's own for a patient.</summary>
    public string IdOf(PatientId patient) => IdOf("p", patient.Value);

    private static DateTimeOffset HourOf(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    private string IdOf(string kind, string id)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{kind}|{id}"), hash);
        return $"{kind}_{Base64Url.EncodeToString(hash[..IdBytes])}";
    }
}
