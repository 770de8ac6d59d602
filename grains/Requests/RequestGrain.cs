using System.Collections.Immutable;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Markets;
using MatchGrid.Messages;
using MatchGrid.Pharmacies;
using MatchGrid.Regions;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace MatchGrid.Requests;

/// <summary>A patient's standing need. It alone commits a match.</summary>
[Reentrant]
public sealed partial class RequestGrain(JournalServices services)
    : JournalledGrain<RequestState, RequestEvent>(services, RequestJson.Codec, Addresses.Request), IRequestGrain
{
    /// <summary>Markets remembered while busy; those beyond ask again by themselves.</summary>
    private const int MostWaitingMarkets = 64;

    // The one proposal being tried. Explicit, because other calls come in while the pharmacy is asked.
    private HoldId? attempt;
    private List<MarketId>? waiting; // null most of the time: there are many requests

    private RequestId Id => new(Key);

    private RequestView Current => State.View with { Region = Region };

    private MatchRegion? Region =>
        Services.Regions.Current.Top(State.Terms!.Place) is { } top ? new(top.Id, top.Version, top.Tier, top.FeeWaiver) : null;

    protected override PatientId? Owner => State.Terms is null ? null : State.Patient;

    public async Task<Outcome<RequestView>> OpenAsync(PatientId patient, RequestTerms terms)
    {
        if (Services.PatientKeys is { } keys)
            await keys.EnsureAsync(patient);
        return await ViewAfterAsync(RequestDecider.Open(State, Id, patient, terms, Options, Now, Services.PatientKeys?.AliasOf(patient)));
    }

    public Task ForgetAsync(PatientId patient)
    {
        if (State.Patient == patient)
            Forget();
        return Task.CompletedTask;
    }

    public async Task<RequestView?> GetAsync(PatientId patient)
    {
        var view = RequestDecider.Own(State, patient) is null ? Current : null;
        await ToldAsync();
        return view;
    }

    public async Task<Outcome<RequestView>> ChangeAsync(PatientId patient, RequestTerms terms) =>
        await ViewAfterAsync(RequestDecider.Change(State, patient, terms, Options, Now));

    public async Task<Outcome<RequestView>> CancelAsync(PatientId patient) => await ViewAfterAsync(RequestDecider.Cancel(State, patient, Now));

    public async Task<Outcome> ConfirmUrgencyAsync(Urgency urgency, string? by) =>
        await CommitAsync(RequestDecider.ConfirmUrgency(State, urgency, Now, by));

    public async Task<Outcome<Match>> DeclineAsync(PatientId patient, HoldId match) =>
        await CommitAsync(RequestDecider.Decline(State, patient, match, Now));

    public async Task<Outcome<Match>> AcceptAsync(PatientId patient, HoldId match)
    {
        var (refusal, before) = (RequestDecider.MayAccept(State, patient, match), State.Find(match));
        await ToldAsync();
        if (refusal is not null)
            return refusal;
        if (before!.Status == MatchStatus.Accepted)
            return before;
        var granted = await PharmacyOf(before).AcceptAsync(match);
        if (granted.Refusal is { } ended)
            return ended;
        return await ExtendedAsync(match, new MatchAccepted(Now, match, granted.Value));
    }

    public async Task<Outcome<Match>> ExtendAsync(PatientId patient, HoldId match)
    {
        var (refusal, before) = (RequestDecider.MayAccept(State, patient, match), State.Find(match));
        await ToldAsync();
        if (refusal is not null)
            return refusal;
        var granted = await PharmacyOf(before!).ExtendAsync(match);
        if (granted.Refusal is { } ended)
            return ended;
        return await ExtendedAsync(match, new MatchExtended(Now, match, granted.Value));
    }

    public async Task<ImmutableArray<PlaceInLine>> GetPlacesAsync(PatientId patient)
    {
        if (RequestDecider.Own(State, patient) is not null || !State.Registered)
            return [];
        var places = await Task.WhenAll(State.Markets.Select(market => GrainFactory.GetGrain<IMarketGrain>(market.Value).GetPlaceAsync(Id)));
        return [.. places.OfType<PlaceInLine>()];
    }

    public async Task<WhyView?> WhyAsync(PatientId patient)
    {
        if (RequestDecider.Own(State, patient) is not null)
        {
            await ToldAsync();
            return null;
        }

        var standings = await Task.WhenAll((State.Registered ? State.Markets : []).Select(market => GrainFactory.GetGrain<IMarketGrain>(market.Value).GetStandingAsync(Id)));
        var why = Why.Of(State, [.. standings.OfType<MarketStanding>()]);
        await ToldAsync();
        return why;
    }

    public async Task ProposeAsync(Proposal proposal)
    {
        if (State.Terms is not null && IsBehind(proposal.Heard))
            return; // the market asks again

        if (!State.IsSeeking || !State.Markets.Contains(proposal.Market) || State.Excluded.Contains(proposal.Pharmacy))
        {
            Answer(proposal, ProposalResult.NotSeeking);
            return;
        }

        if (attempt is not null)
        {
            waiting ??= [];
            if (waiting.Count < MostWaitingMarkets && !waiting.Contains(proposal.Market))
                waiting.Add(proposal.Market);
            Answer(proposal, ProposalResult.Busy);
            return;
        }

        attempt = new(Services.Ids.Next());
        try
        {
            await TryAsync(proposal, attempt.Value);
        }
        finally
        {
            attempt = null;
            FreeAgain();
        }
    }

    public async Task AskHoldAsync(HoldId hold, PharmacyId pharmacy)
    {
        // While it is being tried there is no answer yet; the pharmacy asks again. A live match has told it, or its letter is on the way.
        if (attempt == hold || State.Find(hold) is { IsLive: true })
            return;
        Commit([new AttemptGivenUp(Now, hold, pharmacy)]);
        await ToldAsync();
    }

    public Task NoteAsync(Reason reason)
    {
        if (State.IsSeeking)
            State.Note(reason);
        return Task.CompletedTask;
    }

    protected override async Task OnWakeAsync()
    {
        Commit(RequestDecider.Wake(State, Now));
        await ToldAsync();
    }

    protected override IReadOnlyList<RequestEvent> Receive(string from, Letter letter) => letter.Body switch
    {
        HoldEnded ended => RequestDecider.HoldEnded(State, ended.Hold, ended.End, Now),
        HoldSetAside aside => RequestDecider.HoldSetAside(State, aside.Hold, Now),
        _ => throw new InvalidOperationException($"no letter for a request: {letter.Body.GetType().Name}"),
    };

    private async Task TryAsync(Proposal proposal, HoldId hold)
    {
        var terms = State.Terms!;
        var outstanding = State.Outstanding;
        var command = new HoldCommand(
            hold, Id, proposal.Market.Sku, terms.MaySplit ? 1 : outstanding, Math.Min(outstanding, proposal.Quantity),
            terms.Urgency == Urgency.Critical, terms.QuietHours);
        HoldReply reply;
        try
        {
            reply = await GrainFactory.GetGrain<IPharmacyGrain>(proposal.Pharmacy.Value).HoldAsync(command);
        }
        catch (Exception exception)
        {
            // Whether the packs are held is unknown: give them up for good.
            LogHoldUnknown(Services.Log, proposal.Pharmacy.Value, exception);
            Commit([new AttemptGivenUp(Now, hold, proposal.Pharmacy)]);
            await ToldAsync();
            Answer(proposal, ProposalResult.Refused);
            return;
        }

        if (reply.Refusal is not null)
        {
            Answer(proposal, ProposalResult.Refused, reply);
            return;
        }

        // Looks again: the patient may have cancelled or changed the request in between, or declined another match there.
        var fits = State.IsSeeking && !State.Excluded.Contains(proposal.Pharmacy) && reply.Quantity <= State.Outstanding && (State.Terms!.MaySplit || reply.Quantity == State.Outstanding)
            && State.Terms.Skus.Contains(proposal.Market.Sku);
        Commit([fits ? new MatchMade(Now, MatchOf(proposal, hold, reply)) : new AttemptGivenUp(Now, hold, proposal.Pharmacy)]);
        await ToldAsync();
        Answer(proposal, fits ? ProposalResult.Matched : ProposalResult.NotSeeking, reply);
    }

    private Match MatchOf(Proposal proposal, HoldId hold, HoldReply reply) => new(
        hold, proposal.Pharmacy, proposal.Market.Sku, reply.Quantity, Services.Ids.NextCode(), MatchStatus.Held, Now, reply.Until,
        SetAside: false, Extensions: 0, (int)State.Terms!.Place.DistanceMetresTo(reply.Place), reply.PriceMinor, reply.Currency, EndedAt: null, Region, proposal.Receipt);

    // The pharmacy has granted it; the match may have ended meanwhile, then its end stands, or a repeated call may have come first.
    private async Task<Outcome<Match>> ExtendedAsync(HoldId id, RequestEvent change)
    {
        if (State.Find(id) is { IsLive: true } before && !(change is MatchAccepted && before.Status == MatchStatus.Accepted))
            Commit([change]);
        Outcome<Match> outcome = State.Find(id) is { IsLive: true } match ? match : new Refusal(RefusalCodes.MatchEnded, "This match has ended.");
        await ToldAsync();
        return outcome;
    }

    private async Task<Outcome<RequestView>> ViewAfterAsync(Decision<RequestEvent, Outcome<RequestView>> decision)
    {
        Commit(decision.Events);
        Outcome<RequestView> outcome = decision.Reply.Refusal is { } refusal ? refusal : Current;
        await ToldAsync();
        return outcome;
    }

    private void Answer(Proposal proposal, ProposalResult result, HoldReply? reply = null) =>
        GrainFactory.GetGrain<IMarketGrain>(proposal.Market.Value).AnswerAsync(new(
            proposal.Number, Id, proposal.Pharmacy, result, result == ProposalResult.Matched ? reply!.Quantity : 0, reply?.Available, reply?.Position ?? 0)).Unawaited();

    private void FreeAgain()
    {
        if (State.IsSeeking)
        {
            foreach (var market in waiting ?? [])
                GrainFactory.GetGrain<IMarketGrain>(market.Value).FreeAgainAsync(Id).Unawaited();
        }

        waiting = null;
    }

    private IPharmacyGrain PharmacyOf(Match match) => GrainFactory.GetGrain<IPharmacyGrain>(match.Pharmacy.Value);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No answer from pharmacy {Pharmacy} to a hold; it is given up")]
    private static partial void LogHoldUnknown(ILogger logger, string pharmacy, Exception exception);
}
