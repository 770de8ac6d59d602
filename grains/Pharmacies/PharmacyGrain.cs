using System.Collections.Immutable;
using MatchGrid.Cells;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Markets;
using MatchGrid.Messages;
using MatchGrid.Regions;
using MatchGrid.Requests;
using Orleans;
using Orleans.Concurrency;

namespace MatchGrid.Pharmacies;

/// <summary>Stock and holds of one pharmacy. It awaits nobody.</summary>
[Reentrant]
public sealed class PharmacyGrain : JournalledGrain<PharmacyState, PharmacyEvent>, IPharmacyGrain
{
    private const int MostLinesPerPage = 1000;

    private readonly SupplyTeller teller;

    public PharmacyGrain(JournalServices services)
        : base(services, PharmacyJson.Codec, Addresses.Pharmacy) => teller = new(this);

    public Task<PharmacyView?> GetAsync() => AnswerAsync(
        State.Profile is { } profile
            ? new PharmacyView(
                profile, State.Paused, State.Lines.Count, State.Holds.Count, State.LastReportAt,
                [.. State.Sources.Select(source => new SourceView(source.Key, source.Value))])
            : null);

    public Task<ImmutableArray<StockLineView>> GetStockAsync(Sku? after, int most) => AnswerAsync(
        State.LinesInOrder.Where(line => after is null || line.Sku.CompareTo(after.Value) > 0)
            .Take(Math.Clamp(most, 1, MostLinesPerPage)).Select(View).ToImmutableArray());

    public Task<ImmutableArray<StockLineView>> GetLinesAsync(ImmutableArray<Sku> skus) => AnswerAsync(
        skus.Where(State.Lines.ContainsKey).Select(sku => View(State.Lines[sku])).ToImmutableArray());

    public Task<ImmutableArray<HoldView>> GetHoldsAsync() =>
        AnswerAsync(State.Holds.Values.OrderBy(hold => hold.Until).ThenBy(hold => hold.Id).Select(hold => hold.View).ToImmutableArray());

    public async Task<Outcome> RegisterAsync(PharmacyProfile profile)
    {
        if (State.Profile != profile)
            Commit([new PharmacyRegistered(profile)]);
        await ToldAsync();
        return Outcome.Done;
    }

    public async Task<StockReply> ReportStockAsync(StockBatch batch) => await CommitAsync(StockDecider.Report(State, batch, Options, Now));

    public Task<ImmutableArray<LineToConfirm>> GetToConfirmAsync(int most) =>
        AnswerAsync(Confirmations.Of(State, teller.IsWanted, Math.Clamp(most, 1, MostLinesPerPage), Now));

    public async Task<Outcome> ConfirmAsync(Sku sku, int? onHand) => await CommitAsync(StockDecider.Confirm(State, sku, onHand, Options, Now));

    public async Task<Outcome> SetFloorAsync(Sku sku, int floor)
    {
        if (floor is < 0 or > StockDecider.MostPacks)
            return new Refusal(RefusalCodes.CountOutOfRange, $"A floor is 0 to {StockDecider.MostPacks:N0} packs.", "floor");
        if (State.LineOf(sku).Floor != floor)
            Commit([new FloorSet(sku, floor)]);
        await ToldAsync();
        return Outcome.Done;
    }

    public async Task<Outcome> PauseAsync(bool paused)
    {
        if (State.Profile is null)
            return new Refusal(RefusalCodes.UnknownPharmacy, "There is no such pharmacy.");
        if (State.Paused != paused)
            Commit([new PauseSet(paused)]);
        await ToldAsync();
        return Outcome.Done;
    }

    public async Task SuspendAsync(Sku sku, bool suspended) => await CommitAsync(PharmacyDecider.Suspend(State, sku, suspended, Now));

    public async Task<HoldReply> HoldAsync(HoldCommand command)
    {
        var (events, grant) = PharmacyDecider.Hold(State, command, Options, Now);
        Commit(events);
        var line = State.LineOf(command.Sku);
        return await AnswerAsync(new HoldReply(
            grant.Refusal, grant.Quantity, grant.Until, State.AvailableOf(command.Sku), Version, State.Profile?.Place ?? default, line.PriceMinor, line.Currency));
    }

    public async Task<Outcome<DateTimeOffset>> AcceptAsync(HoldId hold) => await CommitAsync(PharmacyDecider.Accept(State, hold, Options, Now));

    public async Task<Outcome<DateTimeOffset>> ExtendAsync(HoldId hold) => await CommitAsync(PharmacyDecider.Extend(State, hold, Options, Now));

    public async Task<Outcome> SetAsideAsync(HoldId hold) => await CommitAsync(PharmacyDecider.SetAside(State, hold, Now));

    public async Task<Outcome<HoldView>> HandOverAsync(HoldId? hold, string code) =>
        await CommitAsync(PharmacyDecider.HandOver(State, hold, code, Now));

    public async Task<Outcome> NotThereAsync(HoldId hold) => await CommitAsync(PharmacyDecider.NotThere(State, hold, Now));

    public Task InterestsAsync(LeafInterests interests)
    {
        teller.Interests(interests);
        return Task.CompletedTask;
    }

    public Task AskPresenceAsync()
    {
        teller.Asked();
        return Task.CompletedTask;
    }

    public Task AskSupplyAsync(RegionId region)
    {
        teller.Asked(region);
        return Task.CompletedTask;
    }

    public Task HeardAsync(MarketId market, long position)
    {
        teller.Heard(market, position);
        return Task.CompletedTask;
    }

    protected override void OnLoaded() => teller.Start();

    protected override void OnCommitted(IReadOnlyList<PharmacyEvent> events) => teller.Changed(events);

    protected override async Task OnWakeAsync()
    {
        foreach (var hold in await CommitAsync(PharmacyDecider.Wake(State, Options, Now)))
            GrainFactory.GetGrain<IRequestGrain>(hold.Request.Value).AskHoldAsync(hold.Id, new(Key)).Unawaited();
    }

    protected override IReadOnlyList<PharmacyEvent> Receive(string from, Letter letter) => letter.Body switch
    {
        HoldTaken taken => PharmacyDecider.Take(State, taken.Hold, taken.Request, taken.Code, Now),
        HoldGivenUp givenUp => PharmacyDecider.Release(State, givenUp.Hold, Now),
        HoldReleased released => PharmacyDecider.Release(State, released.Hold, Now),
        _ => throw new InvalidOperationException($"no letter for a pharmacy: {letter.Body.GetType().Name}"),
    };

    // What the teller may see and do; it is a part of this grain that has a file of its own.
    internal PharmacyState Current => State;

    internal long Position => Version;

    internal double Record => State.Reliability.RecordAt(Now);

    internal RegionBoard Board => Services.Regions;

    internal long NewEpoch() => Services.NextEpoch();

    internal GridOptions Policy => Options;

    internal IGrainFactory Grains => GrainFactory;

    internal PharmacyId Id => new(Key);

    private StockLineView View(StockLine line) => line.View(State.Paused, Record, Now);

    private async Task<T> AnswerAsync<T>(T answer)
    {
        await ToldAsync();
        return answer;
    }
}
