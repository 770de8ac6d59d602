using System.Collections.Immutable;
using MatchGrid.Feed;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Markets;
using MatchGrid.Pharmacies;

namespace MatchGrid.Requests;

/// <summary>What a request decides. Pure: state and command in, events and reply out.</summary>
public static class RequestDecider
{
    public static Decision<RequestEvent, Outcome<RequestView>> Open(
        RequestState state, RequestId id, PatientId patient, RequestTerms terms, GridOptions options, DateTimeOffset now, PatientId? alias = null)
    {
        if (state.Terms is not null)
        {
            return state.Patient == patient
                ? new([], state.View)
                : new([], new Refusal(RefusalCodes.RequestExists, "This request id is taken."));
        }

        if (Check(terms, options, now) is { } refusal)
            return new([], refusal);
        return new([new RequestOpened(now, id, patient, terms, MarketsOf(terms), FeedPartition.Of(id, options.FeedPartitions), alias)], Outcomes.Later);
    }

    public static Decision<RequestEvent, Outcome<RequestView>> Change(
        RequestState state, PatientId patient, RequestTerms terms, GridOptions options, DateTimeOffset now)
    {
        if (Own(state, patient) is { } refusal)
            return new([], refusal);
        if (state.Status is not (RequestStatus.Open or RequestStatus.Matched))
            return new([], Ended());
        if (Check(terms, options, now) is { } wrong)
            return new([], wrong);
        if (terms.Group != state.Terms!.Group)
            return new([], new Refusal(RefusalCodes.MixedGroups, "Another medicine needs a request of its own.", "skus"));
        var found = state.Terms.Quantity - state.Outstanding;
        if (terms.Quantity < found)
            return new([], new Refusal(RefusalCodes.QuantityOutOfRange, $"{found} packs are held or collected already.", "quantity"));
        var since = terms.IsNoWiderThan(state.Terms) ? state.Since : now;
        return new([new TermsChanged(now, terms, MarketsOf(terms), since)], Outcomes.Later);
    }

    public static Decision<RequestEvent, Outcome<RequestView>> Cancel(RequestState state, PatientId patient, DateTimeOffset now)
    {
        if (Own(state, patient) is { } refusal)
            return new([], refusal);
        return state.Status switch
        {
            RequestStatus.Cancelled => new([], state.View),
            RequestStatus.Open or RequestStatus.Matched => new([new RequestCancelled(now)], Outcomes.Later),
            RequestStatus.Fulfilled when state.RenewsAt is not null => new([new RequestCancelled(now)], Outcomes.Later),
            _ => new([], Ended()),
        };
    }

    /// <summary>Whether a match may be accepted; the pharmacy is asked in between.</summary>
    public static Refusal? MayAccept(RequestState state, PatientId patient, HoldId id) =>
        Own(state, patient) ?? (state.Find(id) is not { } match ? UnknownMatch() : match.IsLive ? null : MatchEnded());

    public static Decision<RequestEvent, Outcome<Match>> Decline(RequestState state, PatientId patient, HoldId id, DateTimeOffset now)
    {
        if (Own(state, patient) is { } refusal)
            return new([], refusal);
        if (state.Find(id) is not { } match)
            return new([], UnknownMatch());
        return match.Status switch
        {
            MatchStatus.Declined => new([], match),
            _ when match.IsLive => new([new MatchDeclined(now, id)], match with { Status = MatchStatus.Declined, EndedAt = now }),
            _ => new([], MatchEnded()),
        };
    }

    public static Decision<RequestEvent, Outcome> ConfirmUrgency(RequestState state, Urgency urgency, DateTimeOffset now, string? by = null)
    {
        if (state.Terms is null)
            return new([], Unknown());
        if (state.Status is not (RequestStatus.Open or RequestStatus.Matched))
            return new([], Ended());
        return state.UrgencyConfirmed && state.Terms.Urgency == urgency
            ? new([], Outcome.Done)
            : new([new UrgencyConfirmed(now, urgency, by)], Outcome.Done);
    }

    /// <summary>The pharmacy says how a hold ended; what has ended already stays as it is.</summary>
    public static IReadOnlyList<RequestEvent> HoldEnded(RequestState state, HoldId id, HoldEnd end, DateTimeOffset now) =>
        state.Find(id) is { IsLive: true } ? [new MatchEnded(now, id, end)] : [];

    public static IReadOnlyList<RequestEvent> HoldSetAside(RequestState state, HoldId id, DateTimeOffset now) =>
        state.Find(id) is { IsLive: true, SetAside: false } ? [new MatchSetAside(now, id)] : [];

    public static IReadOnlyList<RequestEvent> Wake(RequestState state, DateTimeOffset now)
    {
        if (state.Status is RequestStatus.Open or RequestStatus.Matched)
            return state.Terms?.NeededBy <= now ? [new RequestExpired(now)] : [];
        return state.RenewsAt <= now ? [new RequestRenewed(now)] : [];
    }

    /// <summary>Null when the request belongs to this patient; "unknown" for anybody else, so that ids cannot be probed.</summary>
    public static Refusal? Own(RequestState state, PatientId patient) => state.Terms is null || state.Patient != patient ? Unknown() : null;

    /// <summary>One market per SKU and covering cell of the widest circle: at most four per SKU.</summary>
    public static ImmutableArray<MarketId> MarketsOf(RequestTerms terms)
    {
        var cover = CircleCover.Of(terms.Place, Math.Max(terms.RadiusMetres, terms.DeliveryRadiusMetres));
        return [.. terms.Skus.SelectMany(sku => cover.Cells.Select(cell => new MarketId(sku, cell)))];
    }

    private static Refusal? Check(RequestTerms terms, GridOptions options, DateTimeOffset now)
    {
        if (terms.Skus.IsDefaultOrEmpty)
            return new(RefusalCodes.MissingField, "Name at least one SKU.", "skus");
        if (terms.Skus.Length > options.MostSkusPerRequest)
            return new(RefusalCodes.TooManySkus, $"At most {options.MostSkusPerRequest} SKUs.", "skus");
        if (terms.Quantity < 1 || terms.Quantity > options.MostQuantity)
            return new(RefusalCodes.QuantityOutOfRange, $"1 to {options.MostQuantity} packs.", "quantity");
        if (terms.RadiusMetres is < 100 or > 2_500_000)
            return new(RefusalCodes.RadiusOutOfRange, "100 m to 2,500 km.", "radiusMetres");
        if (terms.DeliveryRadiusMetres is < 0 or > 2_500_000)
            return new(RefusalCodes.RadiusOutOfRange, "0 to 2,500 km.", "deliveryRadiusMetres");
        if (terms.NeededBy <= now)
            return new(RefusalCodes.InvalidInstant, "Needed-by has passed.", "neededBy");
        return terms.RecurEveryDays is < 0 or > 366
            ? new(RefusalCodes.InvalidField, "0 (once) to 366 days.", "recurEveryDays")
            : null;
    }

    private static Refusal Unknown() => new(RefusalCodes.UnknownRequest, "There is no such request.");

    private static Refusal Ended() => new(RefusalCodes.RequestEnded, "This request has ended.");

    private static Refusal UnknownMatch() => new(RefusalCodes.UnknownMatch, "This request has no such match.");

    private static Refusal MatchEnded() => new(RefusalCodes.MatchEnded, "This match has ended.");

    private static class Outcomes
    {
        /// <summary>The view is made from the state after the events; the caller fills it in.</summary>
        public static readonly Outcome<RequestView> Later = new(null, null);
    }
}
