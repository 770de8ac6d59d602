using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MatchGrid.Feed;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Markets;
using MatchGrid.Messages;
using MatchGrid.Patients;
using MatchGrid.Pharmacies;

namespace MatchGrid.Requests;

/// <summary>A standing need and its matches, folded from its events.</summary>
public sealed class RequestState : JournalledState<RequestEvent>
{
    /// <summary>Ended matches and reasons kept.</summary>
    public const int Kept = 32;

    public RequestId Id { get; set; }

    public PatientId Patient { get; set; }

    /// <summary>What the patient is called in the feed; null for the pseudonym.</summary>
    public PatientId? Alias { get; set; }

    /// <summary>Null until it was opened.</summary>
    public RequestTerms? Terms { get; set; }

    public RequestStatus Status { get; set; }

    public bool UrgencyConfirmed { get; set; }

    public DateTimeOffset OpenedAt { get; set; }

    /// <summary>The place in line: kept through declined, lapsed and broken matches.</summary>
    public DateTimeOffset Since { get; set; }

    public ImmutableArray<MarketId> Markets { get; set; } = [];

    /// <summary>Whether the markets know of it.</summary>
    public bool Registered { get; set; }

    public int FeedPartition { get; set; }

    /// <summary>Oldest first; live ones and the last that ended.</summary>
    public ImmutableArray<Match> Matches { get; set; } = [];

    /// <summary>Pharmacies that had their turn in this wait.</summary>
    public ImmutableArray<PharmacyId> Excluded { get; set; } = [];

    public ImmutableArray<Reason> Reasons { get; set; } = [];

    /// <summary>When a fulfilled recurring request asks again.</summary>
    public DateTimeOffset? RenewsAt { get; set; }

    /// <summary>Packs collected in this round.</summary>
    public int Collected { get; set; }

    [JsonIgnore]
    public int Outstanding => Terms is null ? 0 : Math.Max(0, Terms.Quantity - Collected - Held);

    /// <summary>Packs held for it.</summary>
    [JsonIgnore]
    public int Held
    {
        get
        {
            var held = 0;
            foreach (var match in Matches)
                held += match.IsLive ? match.Quantity : 0;
            return held;
        }
    }

    [JsonIgnore]
    public bool IsSeeking => Status == RequestStatus.Open && Outstanding > 0;

    [JsonIgnore]
    public bool HasLiveMatches => Matches.Any(match => match.IsLive);

    [JsonIgnore]
    public override DateTimeOffset? Deadline => Status is RequestStatus.Open or RequestStatus.Matched ? Terms?.NeededBy : RenewsAt;

    [JsonIgnore]
    public override bool IsOver => Status is not (RequestStatus.Open or RequestStatus.Matched) && RenewsAt is null && !HasLiveMatches;

    [JsonIgnore]
    public int Class => UrgencyClass.Of(Terms!.Urgency, UrgencyConfirmed);

    public Match? Find(HoldId id)
    {
        foreach (var match in Matches)
        {
            if (match.Id == id)
                return match;
        }

        return null;
    }

    public RequestView View => new(
        Id, Patient, Status, Terms!, UrgencyConfirmed, OpenedAt, Since, Terms!.Quantity - Outstanding, Matches, Reasons, RenewsAt);

    public override void Apply(RequestEvent change)
    {
        switch (change)
        {
            case RequestOpened opened:
                (Id, Patient, Terms, Markets, FeedPartition) = (opened.Id, opened.Patient, opened.Terms, opened.Markets, opened.FeedPartition);
                Alias = opened.Alias;
                OpenedAt = Since = opened.At;
                Record(MatchEventKind.Opened, opened.At);
                Register();
                break;
            case TermsChanged changed:
                Change(changed);
                break;
            case UrgencyConfirmed urgency:
                Terms = Terms! with { Urgency = urgency.Urgency };
                UrgencyConfirmed = true;
                Record(MatchEventKind.UrgencyConfirmed, urgency.At);
                Tell(NoticeKind.UrgencyConfirmed, urgency.At, null);
                if (urgency.By is { } by)
                    Outbox.Add(Addresses.Of(Patient), new PatientAccessed(new(urgency.At, by, "urgency confirmed")), closes: true);
                Register();
                break;
            case MatchMade made:
                Matches = Matches.Add(made.Match);
                Outbox.Add(Addresses.Of(made.Match.Pharmacy), new HoldTaken(made.Match.Id, Id, made.Match.Code), closes: true);
                Report(MatchEventKind.Held, NoticeKind.Held, made.At, made.Match, "held");
                Settle();
                break;
            case AttemptGivenUp givenUp:
                Outbox.Add(Addresses.Of(givenUp.Pharmacy), new HoldGivenUp(givenUp.Hold), closes: true);
                break;
            case MatchAccepted accepted:
                Report(MatchEventKind.Accepted, NoticeKind.Accepted, accepted.At, Replace(accepted.Hold, match => match with { Status = MatchStatus.Accepted, Until = accepted.Until }), "accepted");
                break;
            case MatchExtended extended:
                var longer = Replace(extended.Hold, match => match with { Until = extended.Until, Extensions = match.Extensions + 1 });
                Tell(NoticeKind.Extended, extended.At, longer);
                break;
            case MatchSetAside aside:
                Report(MatchEventKind.Confirmed, NoticeKind.SetAside, aside.At, Replace(aside.Hold, match => match with { SetAside = true }), "set_aside");
                break;
            case MatchDeclined declined:
                var refused = End(declined.Hold, MatchStatus.Declined, declined.At);
                Outbox.Add(Addresses.Of(refused.Pharmacy), new HoldReleased(refused.Id), closes: true);
                Exclude(refused.Pharmacy);
                Report(MatchEventKind.Declined, NoticeKind.Released, declined.At, refused, "declined");
                Settle();
                break;
            case MatchEnded ended:
                EndByPharmacy(ended);
                break;
            case RequestCancelled cancelled:
                Finish(RequestStatus.Cancelled, MatchEventKind.Cancelled, NoticeKind.Cancelled, cancelled.At);
                break;
            case RequestExpired expired:
                Finish(RequestStatus.Expired, MatchEventKind.Expired, NoticeKind.Expired, expired.At);
                break;
            case RequestRenewed renewed:
                (Status, Collected, RenewsAt, Since, Excluded) = (RequestStatus.Open, 0, null, renewed.At, []);
                Record(MatchEventKind.Renewed, renewed.At);
                Tell(NoticeKind.Renewed, renewed.At, null);
                Register();
                break;
            default:
                throw new InvalidOperationException($"no such event: {change.GetType().Name}");
        }
    }

    /// <summary>Keeps the newest reasons; for what happened elsewhere it is called without an event and may be lost.</summary>
    public void Note(Reason reason)
    {
        Reasons = [.. Reasons.Length < Kept ? Reasons : Reasons[1..], reason];
    }

    private void Change(TermsChanged changed)
    {
        var left = Markets.Except(changed.Markets).ToList();
        if (Registered)
            Leave(left);
        if (changed.Since != Since)
            Excluded = [];
        // What was confirmed does not cover more than that.
        UrgencyConfirmed &= changed.Terms.Urgency <= Terms!.Urgency;
        (Terms, Markets, Since) = (changed.Terms, changed.Markets, changed.Since);
        Record(MatchEventKind.Changed, changed.At);
        if (Status == RequestStatus.Matched && Outstanding > 0)
            Status = RequestStatus.Open;
        Settle(changed.At);
    }

    private void EndByPharmacy(MatchEnded ended)
    {
        var (status, kind, notice, reason) = ended.End switch
        {
            HoldEnd.HandedOver => (MatchStatus.Collected, MatchEventKind.Collected, NoticeKind.Collected, "collected"),
            HoldEnd.Lapsed => (MatchStatus.Lapsed, MatchEventKind.Lapsed, NoticeKind.Lapsed, "lapsed"),
            HoldEnd.NoShow => (MatchStatus.NoShow, MatchEventKind.NoShow, NoticeKind.NoShow, "no_show"),
            _ => (MatchStatus.Broken, MatchEventKind.Broken, NoticeKind.Broken, "broken"),
        };
        var match = End(ended.Hold, status, ended.At);
        if (status == MatchStatus.Collected)
            Collected += match.Quantity;
        else
            Exclude(match.Pharmacy);
        Report(kind, notice, ended.At, match, reason);
        Settle(ended.At);
    }

    // What follows from a change of what is outstanding: fulfilled, matched or seeking again at the old place.
    private void Settle(DateTimeOffset? at = null)
    {
        if (Status is RequestStatus.Open or RequestStatus.Matched)
        {
            if (Collected >= Terms!.Quantity)
            {
                Status = RequestStatus.Fulfilled;
                RenewsAt = Terms.RecurEveryDays > 0 ? at + TimeSpan.FromDays(Terms.RecurEveryDays) : null;
                if (RenewsAt is null)
                    Outbox.Add(Addresses.Of(Patient), new RequestClosed(Id, Terms.Group), closes: true);
            }
            else
            {
                Status = Outstanding > 0 ? RequestStatus.Open : RequestStatus.Matched;
            }
        }

        Register();
    }

    private void Finish(RequestStatus status, MatchEventKind kind, NoticeKind notice, DateTimeOffset at)
    {
        Status = status;
        RenewsAt = null;
        foreach (var match in Matches.Where(match => match.IsLive))
        {
            // What the patient already comes for stays theirs when the time runs out; a cancellation gives everything back.
            if (status == RequestStatus.Expired && match.Status == MatchStatus.Accepted)
                continue;
            var released = End(match.Id, MatchStatus.Released, at);
            Outbox.Add(Addresses.Of(match.Pharmacy), new HoldReleased(match.Id), closes: true);
            Record(MatchEventKind.Released, at, released);
        }

        Record(kind, at);
        Tell(notice, at, null);
        Register();
        Outbox.Add(Addresses.Of(Patient), new RequestClosed(Id, Terms!.Group), closes: true);
    }

    // Tells the markets where this request stands now. A market takes the newest as the whole truth.
    private void Register()
    {
        if (IsSeeking)
        {
            var demand = new OpenDemand(
                Id, Outstanding, Terms!.MaySplit, Terms.Place, Terms.RadiusMetres, Terms.DeliveryRadiusMetres, Class, Terms.NeededBy, Since, Excluded);
            foreach (var market in Markets)
                Outbox.Add(Addresses.Of(market), new DemandJoins(demand));
            Registered = true;
        }
        else if (Registered)
        {
            Leave(Markets);
            Registered = false;
        }
    }

    private void Leave(IEnumerable<MarketId> markets)
    {
        foreach (var market in markets)
            Outbox.Add(Addresses.Of(market), new DemandLeaves(Id), closes: true);
    }

    private void Exclude(PharmacyId pharmacy)
    {
        if (!Excluded.Contains(pharmacy))
            Excluded = Excluded.Add(pharmacy);
    }

    private Match Replace(HoldId id, Func<Match, Match> change)
    {
        var before = Find(id)!;
        var after = change(before);
        Matches = Matches.Replace(before, after);
        return after;
    }

    private Match End(HoldId id, MatchStatus status, DateTimeOffset at)
    {
        var match = Replace(id, match => match with { Status = status, EndedAt = at });
        if (Matches.Length > Kept)
            Matches = Matches.Remove(Matches.First(old => !old.IsLive));
        return match;
    }

    private void Report(MatchEventKind kind, NoticeKind notice, DateTimeOffset at, Match match, string reason)
    {
        Note(new(at, reason, match.Pharmacy, match.Sku, match.Quantity));
        Record(kind, at, match);
        Tell(notice, at, match);
    }

    private void Tell(NoticeKind kind, DateTimeOffset at, Match? match) =>
        Outbox.Add(Addresses.Of(Patient), new PatientTold(new(kind, at, Id, match is { Receipt: not null } ? match with { Receipt = null } : match)), closes: true);

    private void Record(MatchEventKind kind, DateTimeOffset at, Match? match = null)
    {
        var record = new MatchEvent(
            kind, at, Id, match?.Sku ?? Terms!.Skus[0], match?.Quantity ?? Terms!.Quantity, match?.Id, match?.Pharmacy, (long)(at - Since).TotalSeconds,
            new(Terms!.Place, Terms.Skus[0], Class, Status is RequestStatus.Open or RequestStatus.Matched ? Outstanding : 0, Held),
            Cell: CellId.FromPoint(Terms.Place), Patient: Alias ?? Patient);
        Outbox.Add(Addresses.OfFeed(FeedPartition), new Recorded([record]), closes: true);
    }
}
