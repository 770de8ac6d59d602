using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Markets;
using MatchGrid.Messages;
using MatchGrid.Pharmacies;
using MatchGrid.Requests;

namespace MatchGrid.Replay.Checking;

// What a request says, held against everybody it told.
public sealed partial class GridChecker
{
    private readonly WaitingDemand waiting = new();

    /// <summary>Holds that a live match stands for.</summary>
    private readonly HashSet<HoldId> matched = [];

    /// <summary>Holds whose end is on its way to the pharmacy.</summary>
    private readonly HashSet<HoldId> givenBack = [];

    /// <summary>Requests that try a hold: for them supply may wait.</summary>
    private readonly HashSet<RequestId> trying = [];

    /// <summary>Who seeks, and since when as they do now.</summary>
    private readonly List<(RequestId Request, DateTimeOffset Since)> seekers = [];

    /// <summary>Who may stand in a market: who seeks there, and who is on the way in or out.</summary>
    private readonly HashSet<(MarketId Market, RequestId Request)> members = [];

    private void Request(string grain, StoredRequest stored)
    {
        var request = stored.State;
        if (request.Terms is null)
            return;
        See(stored.LastEventAt);
        if (request.IsSeeking && stored.LastEventAt is { } at)
            seekers.Add((request.Id, at));
        if (request.Deadline is { } deadline)
            deadlines.Add((grain, deadline));

        var live = request.Matches.Where(match => match.IsLive).ToList();
        var found = request.Collected + live.Sum(match => match.Quantity);
        if (found > request.Terms.Quantity)
            Add(Violation.Holds, grain, $"{found} packs matched, {request.Terms.Quantity} asked for");
        foreach (var match in live)
            Live(grain, request, match);
        GivenBack(grain, request);
        Membership(grain, request);
        ToldPatient(request, stored);
        ToldFeed(request, stored);
    }

    private void Live(string grain, RequestState request, Match match)
    {
        if (!matched.Add(match.Id))
            Add(Violation.Holds, grain, $"hold {match.Id} stands in two matches");
        if (!grid.Pharmacies.TryGetValue(match.Pharmacy, out var pharmacy))
        {
            Add(Violation.Agreement, grain, $"match {match.Id} is at {match.Pharmacy}, which is not there");
            return;
        }

        var at = Addresses.Of(match.Pharmacy);
        if (OnTheWay(request.Outbox, at, pharmacy.LastFrom(grain)).Any(letter => letter is HoldTaken taken && taken.Hold == match.Id)
            || OnTheWay(pharmacy.Outbox, grain, request.LastFrom(at)).Any(letter => letter is HoldEnded ended && ended.Hold == match.Id))
            return;
        if (!pharmacy.Holds.TryGetValue(match.Id, out var hold))
            Add(Violation.Agreement, grain, $"match {match.Id} has no hold at {match.Pharmacy}");
        else if (hold.Status == HoldStatus.Pending || (hold.Request, hold.Sku, hold.Quantity) != (request.Id, match.Sku, match.Quantity))
            Add(Violation.Agreement, grain, $"match {match.Id} of {match.Quantity} {match.Sku} is at {match.Pharmacy} a {hold.Status} hold of {hold.Quantity} {hold.Sku} for {hold.Request}");
    }

    private void GivenBack(string grain, RequestState request)
    {
        foreach (var receiver in request.Outbox.Receivers)
        {
            if (Addresses.Split(receiver) is not (Addresses.Pharmacy, var key) || !grid.Pharmacies.TryGetValue(new(key), out var pharmacy))
                continue;
            foreach (var letter in OnTheWay(request.Outbox, receiver, pharmacy.LastFrom(grain)))
            {
                if (letter is HoldReleased released)
                    givenBack.Add(released.Hold);
                else if (letter is HoldGivenUp givenUp)
                    givenBack.Add(givenUp.Hold);
            }
        }
    }

    private void Membership(string grain, RequestState request)
    {
        var arrived = request.IsSeeking;
        foreach (var id in request.Markets)
        {
            var market = grid.Markets.GetValueOrDefault(id);
            if (OnTheWay(request.Outbox, Addresses.Of(id), market?.LastFrom(grain) ?? 0).Any())
            {
                members.Add((id, request.Id));
                arrived = false;
                continue;
            }

            if (!request.IsSeeking)
                continue;
            members.Add((id, request.Id));
            if (market?.Book.Find(request.Id)?.Demand is not { } member)
                Add(Violation.Membership, Addresses.Of(id), $"{request.Id} seeks here and is no member");
            else if ((member.Quantity, member.Since, member.Class) != (request.Outstanding, request.Since, request.Class))
                Add(Violation.Membership, Addresses.Of(id), $"{request.Id} stands here for {member.Quantity} since {member.Since:O}, and seeks {request.Outstanding} since {request.Since:O}");
        }

        if (!arrived)
            return;
        var terms = request.Terms!;
        var demand = new OpenDemand(
            request.Id, request.Outstanding, terms.MaySplit, terms.Place, terms.RadiusMetres, terms.DeliveryRadiusMetres, request.Class,
            terms.NeededBy, request.Since, request.Excluded);
        foreach (var sku in terms.Skus)
            waiting.Add(sku, demand);
    }

    private void Members()
    {
        foreach (var (id, market) in grid.Markets)
        {
            foreach (var entry in market.Book.InOrder.Where(entry => !members.Contains((id, entry.Demand.Request))))
                Add(Violation.Membership, Addresses.Of(id), $"{entry.Demand.Request} is a member and does not seek here");
        }
    }

    private void ToldPatient(RequestState request, StoredRequest stored)
    {
        var patient = Addresses.Of(request.Patient);
        var wrong = stored.Notices.Compare(
            grid.InboxOf.GetValueOrDefault(request.Id), request.Outbox.For(patient), stored.Complete, grid.Trimmed.Contains(request.Patient));
        if (wrong is not null)
            Add(Violation.Inbox, patient, $"of {request.Id}: {wrong}");
    }

    private void ToldFeed(RequestState request, StoredRequest stored)
    {
        var partition = Addresses.OfFeed(request.FeedPartition);
        var trimmed = grid.Feeds.TryGetValue(request.FeedPartition, out var feed) && feed.First > 1;
        var kept = grid.FeedOf.GetValueOrDefault(request.Id);
        if (stored.Events.Compare(kept, request.Outbox.For(partition), stored.Complete, trimmed) is { } wrong)
            Add(Violation.Feed, partition, $"of {request.Id}: {wrong}");
        if (kept is not null && MatchStory.Wrong(kept.Entries, fromTheStart: !trimmed) is { } story)
            Add(Violation.Feed, partition, $"of {request.Id}: {story}");
    }

    private static IEnumerable<Message> OnTheWay(Outbox outbox, string receiver, long takenUpTo) =>
        outbox.For(receiver).Where(letter => letter.Number > takenUpTo).Select(letter => letter.Body);
}
