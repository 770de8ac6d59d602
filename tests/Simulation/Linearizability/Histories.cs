using System.Collections.Immutable;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Messages;
using MatchGrid.Pharmacies;
using Orleans;
using Orleans.Runtime;

namespace MatchGrid.Tests.Simulation.Linearizability;

/// <summary>
/// Writes down what is done to stock lines as those see it who do it: what was asked when, and what was answered when. Holds are asked for by
/// requests, which confirm them and give them back by letter; counts, hand-overs and the rest come from outside.
/// </summary>
/// <remarks>
/// An answer counts once everything it may rest on is durable: until then a crash may take back both what was done and whoever heard of it.
/// So an operation whose answer was lost, or came too early before a crash, may have happened or not.
/// </remarks>
internal sealed class Histories(Func<DateTimeOffset> now, Func<ITelling> telling) : IOutgoingGrainCallFilter, IIncomingGrainCallFilter
{
    /// <summary>Operations of one line that are checked: the first so many. What was under way at that point may have happened or not.</summary>
    public const int MostOperations = 400;

    // More are refused, whatever they are.
    private const int MostTogether = 10_000;

    private readonly List<Entry> entries = [];
    private readonly Dictionary<HoldId, Sku> skus = [];
    private readonly Dictionary<HoldId, long> askedAt = [];
    private readonly Dictionary<(string Pharmacy, string Code), HoldId> codes = [];
    private readonly Dictionary<(string Request, string Pharmacy), List<(long Number, Entry Entry)>> letters = [];
    private readonly Dictionary<HoldId, Entry> lapsed = [];
    private readonly HashSet<string> doubled = new(StringComparer.Ordinal);
    private readonly HashSet<HoldId> arrived = [];
    private readonly HashSet<HoldId> arrivedTwice = [];
    private readonly List<(long Moment, long Before, long After)> clockSets = [];
    private long moment;

    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.MethodName == nameof(INotified.DeliverAsync))
            Sent((Delivery)context.Request.GetArgument(0)!, context);
        return context.Grain is IPharmacyGrain && Asked(context) is { } entry ? AnswerAsync(context, entry) : context.Invoke();
    }

    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.MethodName == nameof(IPharmacyGrain.HoldAsync))
            Repeated((HoldCommand)context.Request.GetArgument(0)!, KeyOf(context));
        else if (context.MethodName == nameof(INotified.TakenAsync))
            Taken(KeyOf(context), (string)context.Request.GetArgument(0)!, (long)context.Request.GetArgument(1)!);
        return context.Invoke();
    }

    /// <summary>
    /// A grain is there twice: one of the two does not know what the other did and may say no, or what was, until it next writes. For a pharmacy,
    /// what was answered without a write proves nothing from here on.
    /// </summary>
    public void Doubled(GrainId grain) => doubled.Add(grain.Key.ToString()!);

    /// <summary>The clock was set.</summary>
    public void ClockSet(DateTimeOffset before, DateTimeOffset after) => clockSets.Add((++moment, before.UtcTicks, after.UtcTicks));

    /// <summary>Nobody will hear of what is under way.</summary>
    public void Crashed() => letters.Clear();

    /// <summary>Every line's history can be explained by one operation at a time.</summary>
    public HistoryReport Check()
    {
        var checker = new LinearizabilityChecker<StockLineState, StockOperation>(new StockLineModel());
        var report = new HistoryReport(0, 0, 0, 0, 0);
        foreach (var pharmacy in entries.GroupBy(entry => entry.Pharmacy, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            foreach (var sku in pharmacy.Select(entry => entry.Sku).OfType<Sku>().Distinct().Order())
            {
                var calls = pharmacy.Where(entry => entry.Sku == sku || (entry.Sku is null && entry.NotSku != sku)).Select(entry => Believed(entry.CallUnder(clockSets), pharmacy.Key)).OfType<Call<StockOperation>>().ToList();
                if (calls.Count > MostOperations)
                    calls = Cut(calls);
                var verdict = checker.Check(calls);
                report = new(
                    report.Lines + 1, report.Operations + calls.Count, report.Unanswered + calls.Count(call => call.Return is null),
                    Math.Max(report.Longest, calls.Count), report.Undecided + (verdict.Holds is null ? 1 : 0));
                if (verdict.Holds == false)
                    throw new InvariantBrokenException($"1: what was answered about {sku} at {pharmacy.Key} cannot have happened in any order: {verdict.Stuck}");
            }
        }

        return report;
    }

    private static List<Call<StockOperation>> Cut(List<Call<StockOperation>> calls)
    {
        var end = calls[MostOperations].Called;
        return [.. calls.Take(MostOperations).Select(call => call.Return < end ? call : call with { Return = null })];
    }

    private Call<StockOperation>? Believed(Call<StockOperation>? call, string pharmacy)
    {
        if (call is { Operation: Report { Answer: null } })
            return call with { Return = null };
        if (call?.Return is null || !doubled.Contains(pharmacy))
            return call;
        return call.Operation switch
        {
            SeeFree or SeeLine or Reserve { Answer.Refused: not null } or Report { Answer: { Refused: not null, Gap: false } } => null,
            Report { Answer: { Refused: not null }, Source: var source } => call with { Operation = new GapSeen(source) },
            Reserve reserve when arrivedTwice.Contains(new(reserve.Id)) => new(reserve with { Answer = null }, call.Called, null),
            Accept or Pause or SetFloor => call with { Return = null },
            _ => call,
        };
    }

    // A call that the network repeats may be granted when the first was not.
    private void Repeated(HoldCommand hold, string pharmacy)
    {
        if (arrived.Add(hold.Id))
            return;
        arrivedTwice.Add(hold.Id);
        Add(pharmacy, hold.Sku, (_, placed) => Reserved(hold, null, placed));
    }

    private async Task AnswerAsync(IOutgoingGrainCallContext context, Entry entry)
    {
        await context.Invoke();
        entry.Answer(context.Result, ++moment, now(), telling());
    }

    private Entry? Asked(IOutgoingGrainCallContext context)
    {
        var pharmacy = KeyOf(context);
        object? Argument(int index) => context.Request.GetArgument(index);
        switch (context.MethodName)
        {
            case nameof(IPharmacyGrain.HoldAsync):
                var hold = (HoldCommand)Argument(0)!;
                (skus[hold.Id], askedAt[hold.Id]) = (hold.Sku, moment);
                var reserved = Add(pharmacy, hold.Sku, (reply, placed) => Reserved(hold, reply as HoldReply, placed));
                reserved.Also = Add(pharmacy, hold.Sku, (reply, _) => reply is HoldReply { Available: var free } ? new SeeFree(free) : null);
                return reserved;
            case nameof(IPharmacyGrain.ReportStockAsync):
                return Reported(pharmacy, (StockBatch)Argument(0)!);
            case nameof(IPharmacyGrain.AcceptAsync):
                var accepted = (HoldId)Argument(0)!;
                return AddTo(accepted, pharmacy, (reply, _) => reply is null or Outcome<DateTimeOffset> { IsDone: true } ? new Accept(accepted.Value) : null);
            case nameof(IPharmacyGrain.HandOverAsync):
                var code = (string)Argument(1)!;
                if (((HoldId?)Argument(0) ?? (codes.TryGetValue((pharmacy, code), out var coded) ? coded : null)) is not { } handed || !skus.TryGetValue(handed, out var handedSku))
                    return null; // nobody has this code
                return Add(pharmacy, handedSku, (reply, at) => reply switch
                {
                    null => new HandOver(handed.Value, at),
                    Outcome<HoldView> { Value: { } view } => new HandOver(view.Id.Value, at),
                    _ => null,
                });
            case nameof(IPharmacyGrain.NotThereAsync):
                var missing = (HoldId)Argument(0)!;
                return AddTo(missing, pharmacy, (reply, at) => reply is null or Outcome { IsDone: true } ? new NotThere(missing.Value, at) : null);
            case nameof(IPharmacyGrain.SuspendAsync):
                // One-way: its return says nothing.
                var suspended = (bool)Argument(1)!;
                Add(pharmacy, (Sku)Argument(0)!, (_, _) => new Suspend(suspended));
                return null;
            case nameof(IPharmacyGrain.PauseAsync):
                var paused = (bool)Argument(0)!;
                return Add(pharmacy, null, (reply, _) => reply is null or Outcome { IsDone: true } ? new Pause(paused) : null);
            case nameof(IPharmacyGrain.SetFloorAsync):
                var floor = (int)Argument(1)!;
                return Add(pharmacy, (Sku)Argument(0)!, (reply, _) => reply is null or Outcome { IsDone: true } ? new SetFloor(floor) : null);
            case nameof(IPharmacyGrain.GetLinesAsync):
                var asked = (ImmutableArray<Sku>)Argument(0)!;
                return Add(pharmacy, asked.Single(), (reply, _) => reply is ImmutableArray<StockLineView> { Length: 1 } lines
                    ? new SeeLine(lines[0].OnHand, lines[0].Held, lines[0].Available)
                    : null);
            default:
                return null;
        }
    }

    private Entry? Reported(string pharmacy, StockBatch batch)
    {
        if (batch.Changes is not [{ } change])
            return ReportedTogether(pharmacy, batch);
        if (change.Count is null == change.Delta is null)
            return null; // refused whatever the line has
        var source = batch.Source.Value;
        var numbered = batch.FirstNumber is not null;
        var report = new Report(source, numbered, change.Count, change.Delta, Moment.At(change.At.UtcTicks), Moment.At(0), change.Hold?.Value, null);
        var entry = Add(pharmacy, change.Sku, (reply, at) => reply switch
        {
            null => report with { Now = at },
            StockReply { Refusal: null, Repeated: 0 } taken => Answered(report with { Now = at }, taken),
            _ => null,
        });
        if (numbered)
            entry.Also = Add(pharmacy, null, (reply, _) => reply is null or StockReply { GapFrom: not null } ? new GapSeen(source) : null, change.Sku);
        return entry;
    }

    // Several changes at once: each may have happened or not.
    private Entry? ReportedTogether(string pharmacy, StockBatch batch)
    {
        Entry? last = null;
        foreach (var change in batch.Changes.Length <= MostTogether ? batch.Changes : [])
        {
            var report = new Report(batch.Source.Value, batch.FirstNumber is not null, change.Count, change.Delta, Moment.At(change.At.UtcTicks), Moment.At(0), change.Hold?.Value, null);
            last = Add(pharmacy, change.Sku, (reply, at) => change.Count is null == change.Delta is null || reply is StockReply { Applied: 0, GapFrom: null } ? null : report with { Now = at }, also: last);
        }

        return last;
    }

    private static StockOperation? Answered(Report report, StockReply reply)
    {
        var code = reply.Refused.IsEmpty ? null : reply.Refused[0].Refusal.Code;
        if (code is null or RefusalCodes.StaleCount or RefusalCodes.ConflictingSource)
            return report with { Answer = new(code, reply.GapFrom is not null, reply.HoldsBroken) };
        return reply.GapFrom is null ? null : new GapSeen(report.Source); // wrong in itself, whatever the line has
    }

    private static StockOperation? Reserved(HoldCommand hold, HoldReply? reply, Moment placed)
    {
        var code = reply?.Refusal?.Code;
        return code == RefusalCodes.UnknownPharmacy
            ? null
            : new Reserve(hold.Id.Value, hold.Least, hold.Quantity, placed, reply is null ? null : new(code, reply.Quantity));
    }

    // Letters are sent until they are taken: the first sending is the call, their being taken the return.
    private void Sent(Delivery delivery, IOutgoingGrainCallContext context)
    {
        var (kind, key) = Addresses.Split(delivery.From);
        if (kind == Addresses.Pharmacy)
            Ended(key, delivery);
        if (kind != Addresses.Request || context.Grain is not IPharmacyGrain)
            return;
        var pharmacy = KeyOf(context);
        if (!letters.TryGetValue((key, pharmacy), out var open))
            letters.Add((key, pharmacy), open = []);
        foreach (var letter in delivery.Letters)
        {
            if (open.Exists(known => known.Number == letter.Number))
                continue;
            if (letter.Body is HoldTaken coded)
                codes[(pharmacy, coded.Code)] = coded.Hold;
            var (hold, operation) = letter.Body switch
            {
                HoldTaken taken => (taken.Hold, (StockOperation)new Confirm(taken.Hold.Value)),
                HoldGivenUp givenUp => (givenUp.Hold, new Release(givenUp.Hold.Value)),
                HoldReleased released => (released.Hold, new Release(released.Hold.Value)),
                _ => throw new InvalidOperationException($"no letter for a pharmacy: {letter.Body}"),
            };
            open.Add((letter.Number, Add(pharmacy, skus[hold], (_, _) => operation)));
        }
    }

    private void Taken(string request, string receiver, long upTo)
    {
        if (Addresses.Split(receiver) is not (Addresses.Pharmacy, var pharmacy) || !letters.TryGetValue((request, pharmacy), out var open))
            return;
        foreach (var (number, entry) in open.Where(letter => letter.Number <= upTo && !letter.Entry.IsAnswered))
            entry.Answer(upTo, ++moment, now(), telling());
    }

    // A hold that lapses does so by itself; it has when the pharmacy says so.
    private void Ended(string pharmacy, Delivery delivery)
    {
        foreach (var letter in delivery.Letters)
        {
            if (letter.Body is not HoldEnded { End: HoldEnd.Lapsed or HoldEnd.NoShow } ended)
                continue;
            if (lapsed.TryGetValue(ended.Hold, out var known) && !known.IsLost)
                continue;
            var entry = new Entry(pharmacy, skus[ended.Hold], null, askedAt[ended.Hold], Moment.At(0), (_, _) => new Lapse(ended.Hold.Value));
            entries.Add(entry);
            lapsed[ended.Hold] = entry;
            entry.Answer(ended.End, ++moment, now(), telling());
        }
    }

    private Entry? AddTo(HoldId hold, string pharmacy, Func<object?, Moment, StockOperation?> operation) =>
        skus.TryGetValue(hold, out var sku) ? Add(pharmacy, sku, operation) : null; // nobody ever asked for it

    private Entry Add(string pharmacy, Sku? sku, Func<object?, Moment, StockOperation?> operation, Sku? notSku = null, Entry? also = null)
    {
        var entry = new Entry(pharmacy, sku, notSku, ++moment, new(now().UtcTicks, long.MaxValue), operation) { Also = also };
        entries.Add(entry);
        return entry;
    }

    private static string KeyOf(IGrainCallContext context) => context.TargetId.Key.ToString()!;

    /// <summary>One operation as far as it is known.</summary>
    /// <param name="sku">Null: every line of the pharmacy, but for <paramref name="notSku"/>.</param>
    /// <param name="operation">From the answer, or null without one, and from when it can have happened; null when there is nothing to explain.</param>
    private sealed class Entry(string pharmacy, Sku? sku, Sku? notSku, long called, Moment since, Func<object?, Moment, StockOperation?> operation)
    {
        private Task? durable;
        private object? answer;
        private long returned;
        private long until;

        public string Pharmacy => pharmacy;

        public Sku? Sku => sku;

        public Sku? NotSku => notSku;

        /// <summary>Another operation that came of the same call.</summary>
        public Entry? Also { get; set; }

        public bool IsAnswered => durable is not null;

        /// <summary>Whether whoever heard the answer is lost with it.</summary>
        public bool IsLost => durable is { IsFaulted: true };

        /// <param name="clockSets">When the clock was set while it went on, it may have happened at any reading in between.</param>
        public Call<StockOperation>? CallUnder(List<(long Moment, long Before, long After)> clockSets)
        {
            var stands = durable is { IsCompletedSuccessfully: true };
            var at = stands ? since with { To = Math.Max(until, since.From) } : since;
            foreach (var set in clockSets)
            {
                if (set.Moment > called && (!stands || set.Moment < returned))
                    at = new(Math.Min(at.From, set.After), Math.Max(at.To, set.Before));
            }

            at = stands ? at with { From = Math.Min(at.From, until) } : at;
            return operation(stands ? answer : null, at) is { } known ? new(known, called, stands ? returned : null) : null;
        }

        public void Answer(object? reply, long at, DateTimeOffset clock, ITelling telling)
        {
            (answer, returned, until, durable) = (reply, at, clock.UtcTicks, telling.ToOutsideAsync().AsTask());
            Also?.Answer(reply, at, clock, telling);
        }
    }
}

/// <summary>What was checked of one seed.</summary>
/// <param name="Unanswered">Operations that may have happened or not.</param>
/// <param name="Longest">Operations of the longest history.</param>
/// <param name="Undecided">Lines at which the search gave up.</param>
internal sealed record HistoryReport(int Lines, long Operations, long Unanswered, int Longest, int Undecided)
{
    public static HistoryReport operator +(HistoryReport one, HistoryReport other) => new(
        one.Lines + other.Lines, one.Operations + other.Operations, one.Unanswered + other.Unanswered, Math.Max(one.Longest, other.Longest),
        one.Undecided + other.Undecided);

    public override string ToString() =>
        $"{Operations:N0} operations on {Lines:N0} lines, {Unanswered:N0} of them unanswered; at most {Longest} on one; {Undecided} lines undecided";
}
