using System.Collections.Immutable;
using MatchGrid.Hours;
using MatchGrid.Identifiers;
using MatchGrid.Journals;

namespace MatchGrid.Pharmacies;

/// <summary>What a pharmacy decides about its holds. Pure: state and command in, events and reply out.</summary>
/// <remarks>Stock reports are decided in <see cref="StockDecider"/>.</remarks>
public static class PharmacyDecider
{
    /// <summary>Asks again about a pending hold after this many times the first wait at most.</summary>
    private const int SlowestAsk = 6;

    public static HoldDecision Hold(PharmacyState state, HoldCommand command, GridOptions options, DateTimeOffset now)
    {
        if (state.Profile is not { } profile)
            return Refuse(RefusalCodes.UnknownPharmacy, "There is no such pharmacy.");
        if (state.Holds.TryGetValue(command.Id, out var known))
            return new([], new(null, known.Quantity, known.Until));
        if (state.HasEnded(command.Id))
            return Refuse(RefusalCodes.HoldEnded, "This hold has ended.");
        if (state.Paused)
            return Refuse(RefusalCodes.PharmacyPaused, "The pharmacy takes no holds at present.");
        var line = state.LineOf(command.Sku);
        if (line.Suspended)
            return Refuse(RefusalCodes.SkuSuspended, "The SKU is suspended.");
        if (line.Unsure)
            return Refuse(RefusalCodes.LineUnsure, "A stock report is missing; the line waits for its next count.");
        if (line.Available < command.Least || command.Least < 1)
            return Refuse(RefusalCodes.NotAvailable, "Fewer packs are free than asked for.");
        var quantity = Math.Min(command.Quantity, line.Available);
        var until = AnswerBy(profile, command, options, now);
        return new(
            [new HoldPlaced(command.Id, command.Request, command.Sku, quantity, command.Critical, now, until, command.QuietHours)],
            new(null, quantity, until));
    }

    /// <summary>The request committed its match. A hold that is not here is denied, so that the match breaks.</summary>
    public static IReadOnlyList<PharmacyEvent> Take(PharmacyState state, HoldId id, RequestId request, string code, DateTimeOffset now) =>
        state.Holds.TryGetValue(id, out var hold)
            ? hold.Code is null ? [new HoldConfirmed(id, code)] : []
            : [new UnknownHoldDenied(id, request, now)];

    /// <summary>The request gives a hold back: no match came of it, or the patient does not want it.</summary>
    public static IReadOnlyList<PharmacyEvent> Release(PharmacyState state, HoldId id, DateTimeOffset now) =>
        state.Holds.TryGetValue(id, out var hold) ? [new HoldClosed(id, hold.Sku, null, now)] : [];

    public static Decision<PharmacyEvent, Outcome<DateTimeOffset>> Accept(PharmacyState state, HoldId id, GridOptions options, DateTimeOffset now)
    {
        if (Find(state, id) is { Refusal: { } refusal })
            return new([], refusal);
        var hold = state.Holds[id];
        if (hold.Status == HoldStatus.Accepted)
            return new([], hold.Until);
        if (hold.Until <= now)
            return new([], Ended());
        var until = CollectBy(state.Profile!, hold, options, now);
        // A taken letter may still be on its way when the patient answers at once: then accepting implies it.
        return new([new HoldExtended(id, HoldStatus.Accepted, until, hold.Extensions)], until);
    }

    public static Decision<PharmacyEvent, Outcome<DateTimeOffset>> Extend(PharmacyState state, HoldId id, GridOptions options, DateTimeOffset now)
    {
        if (Find(state, id) is { Refusal: { } refusal })
            return new([], refusal);
        var hold = state.Holds[id];
        if (hold.Status != HoldStatus.Accepted || hold.Until <= now)
            return new([], hold.Status == HoldStatus.Accepted ? Ended() : NotTaken());
        if (hold.Extensions >= options.MostExtensions)
            return new([], new Refusal(RefusalCodes.TooManyExtensions, $"At most {options.MostExtensions} extension(s)."));
        var until = CollectBy(state.Profile!, hold, options, hold.Until);
        return new([new HoldExtended(id, HoldStatus.Accepted, until, hold.Extensions + 1)], until);
    }

    public static Decision<PharmacyEvent, Outcome> SetAside(PharmacyState state, HoldId id, DateTimeOffset now)
    {
        if (Find(state, id) is { Refusal: { } refusal })
            return new([], refusal);
        var hold = state.Holds[id];
        if (hold.Status == HoldStatus.Pending)
            return new([], NotTaken());
        return hold.SetAside ? new([], Outcome.Done) : new([new HoldInHand(id, now)], Outcome.Done);
    }

    public static Decision<PharmacyEvent, Outcome<HoldView>> HandOver(PharmacyState state, HoldId? id, string code, DateTimeOffset now)
    {
        var hold = id is { } given
            ? state.Holds.GetValueOrDefault(given)
            : state.Holds.Values.FirstOrDefault(candidate => SameCode(candidate.Code, code));
        if (hold is null)
            return new([], id is null ? new Refusal(RefusalCodes.WrongCode, "No hold has this code.", "code") : Missing(state, id.Value));
        if (hold.Status == HoldStatus.Pending)
            return new([], NotTaken());
        if (!SameCode(hold.Code, code))
            return new([], new Refusal(RefusalCodes.WrongCode, "The code does not belong to this hold.", "code"));
        return new([new HoldClosed(hold.Id, hold.Sku, HoldEnd.HandedOver, now)], hold.View);
    }

    public static Decision<PharmacyEvent, Outcome> NotThere(PharmacyState state, HoldId id, DateTimeOffset now)
    {
        if (Find(state, id) is { Refusal: { } refusal })
            return new([], refusal);
        var hold = state.Holds[id];
        return hold.Status == HoldStatus.Pending
            ? new([], NotTaken())
            : new([new HoldClosed(id, hold.Sku, HoldEnd.NotThere, now, LineLess: hold.Quantity)], Outcome.Done);
    }

    public static Decision<PharmacyEvent, Outcome> Suspend(PharmacyState state, Sku sku, bool suspended, DateTimeOffset now)
    {
        if (state.LineOf(sku).Suspended == suspended)
            return new([], Outcome.Done);
        var events = new List<PharmacyEvent> { new SuspensionSet(sku, suspended) };
        if (suspended)
            events.AddRange(state.Holds.Values.Where(hold => hold.Sku == sku).Select(hold => new HoldClosed(hold.Id, sku, HoldEnd.Recalled, now)));
        return new(events, Outcome.Done);
    }

    /// <summary>Deadlines that have passed: taken holds lapse, pending ones are asked about.</summary>
    public static Decision<PharmacyEvent, ImmutableArray<Hold>> Wake(PharmacyState state, GridOptions options, DateTimeOffset now)
    {
        var events = new List<PharmacyEvent>();
        var ask = ImmutableArray.CreateBuilder<Hold>();
        // A hold that was placed in the future: the clock was set back since.
        var early = state.Holds.Values.Where(hold => hold.Status == HoldStatus.Pending && hold.PlacedAt > now && hold.AskAt > now + options.PendingAsk);
        foreach (var hold in state.DueBy(now).Concat(early.OrderBy(hold => hold.Id)))
        {
            if (hold.Status != HoldStatus.Pending)
            {
                events.Add(new HoldClosed(hold.Id, hold.Sku, hold.Status == HoldStatus.Accepted ? HoldEnd.NoShow : HoldEnd.Lapsed, now));
                continue;
            }

            var waited = now - hold.PlacedAt;
            if (waited >= options.PendingAsk || waited < TimeSpan.Zero)
                ask.Add(hold);
            var wait = waited < TimeSpan.Zero ? options.PendingAsk : waited < options.PendingAsk ? options.PendingAsk - waited : Min(waited, options.PendingAsk * SlowestAsk);
            events.Add(new PendingAsked(hold.Id, now + wait));
        }

        return new(events, ask.ToImmutable());
    }

    private static DateTimeOffset AnswerBy(PharmacyProfile profile, HoldCommand command, GridOptions options, DateTimeOffset now) =>
        command.Critical
            ? now + options.CriticalAnswerWindow
            : DeadlineClock.Add(now, options.AnswerWindow, profile.Hours, command.QuietHours);

    private static DateTimeOffset CollectBy(PharmacyProfile profile, Hold hold, GridOptions options, DateTimeOffset from) =>
        DeadlineClock.Add(from, options.CollectWindow, profile.Hours, hold.Critical ? null : hold.Quiet);

    private static Outcome Find(PharmacyState state, HoldId id) => state.Holds.ContainsKey(id) ? Outcome.Done : Missing(state, id);

    private static Refusal Missing(PharmacyState state, HoldId id) =>
        state.HasEnded(id) ? Ended() : new(RefusalCodes.UnknownHold, "There is no such hold here.");

    private static Refusal Ended() => new(RefusalCodes.HoldEnded, "This hold has ended.");

    private static Refusal NotTaken() => new(RefusalCodes.HoldNotTaken, "The hold is not at a stage where this can be done.");

    private static bool SameCode(string? code, string given) =>
        code is not null && string.Equals(code, given.Trim(), StringComparison.OrdinalIgnoreCase);

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static HoldDecision Refuse(string code, string message) => new([], new(new Refusal(code, message), 0, default));

    /// <summary>Events and what was granted.</summary>
    public readonly record struct HoldDecision(IReadOnlyList<PharmacyEvent> Events, Grant Grant);

    /// <summary>Packs and deadline, or the refusal.</summary>
    public readonly record struct Grant(Refusal? Refusal, int Quantity, DateTimeOffset Until);
}
