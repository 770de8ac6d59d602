using System.Collections.Immutable;
using MatchGrid.Identifiers;
using MatchGrid.Journals;

namespace MatchGrid.Pharmacies;

/// <summary>What a pharmacy makes of a stock report. Pure.</summary>
public static class StockDecider
{
    /// <summary>Largest count of one line.</summary>
    public const int MostPacks = 1_000_000;

    /// <summary>Owns the count of a line that had only deltas before somebody looked.</summary>
    private static readonly SourceId Confirmation = new("confirmation");

    public static Decision<PharmacyEvent, StockReply> Report(PharmacyState state, StockBatch batch, GridOptions options, DateTimeOffset now)
    {
        if (state.Profile is null)
            return Refuse(new(RefusalCodes.UnknownPharmacy, "There is no such pharmacy."));
        if (batch.Changes.Length > options.MostLinesPerBatch)
            return Refuse(new(RefusalCodes.BatchTooLarge, $"At most {options.MostLinesPerBatch} changes in one batch."));

        var events = new List<PharmacyEvent>(1);
        long? lastNumber = state.Sources.TryGetValue(batch.Source, out var last) ? last : null;
        var skip = 0;
        long? gapFrom = null;
        if (batch.FirstNumber is { } first)
        {
            if (lastNumber is { } seen)
            {
                skip = (int)Math.Clamp(seen - first + 1, 0, batch.Changes.Length);
                if (first > seen + 1)
                {
                    gapFrom = seen + 1;
                    events.Add(new SourceGapSeen(batch.Source, seen + 1, first - 1));
                }
            }

            lastNumber = Math.Max(lastNumber ?? 0, first + batch.Changes.Length - 1);
        }

        var draft = new Draft(state, batch.Source, takesOver: batch.WholeAt is not null, now, options);
        for (var index = skip; index < batch.Changes.Length; index++)
            draft.Add(index, batch.Changes[index]);
        foreach (var missing in NotNamed(state, batch))
            draft.Add(batch.Changes.Length, missing);
        if (draft.Accepted.Count > 0 || draft.Conflicts.Count > 0 || (batch.FirstNumber is not null && skip < batch.Changes.Length))
            events.Add(new StockReported(batch.Source, batch.FirstNumber is null ? null : lastNumber, now, draft.Accepted) { Conflicts = draft.Conflicts.Count > 0 ? draft.Conflicts : null });
        events.AddRange(draft.HandedOver);
        var broken = draft.Breaks();
        events.AddRange(broken);
        // What was counted later than the whole stays as it is, named or not.
        return new(events, new(draft.Accepted.Count, skip, gapFrom, lastNumber, [.. draft.Refused.Where(refused => refused.Index < batch.Changes.Length)], broken.Count));
    }

    /// <summary>
    /// Somebody looked: the line is counted now, as its owner counts it. Refused for a line that is not there, and without a number for one that
    /// is unsure.
    /// </summary>
    /// <param name="onHand">Packs on the shelf, held ones included; null: as many as the line says.</param>
    public static Decision<PharmacyEvent, Outcome> Confirm(PharmacyState state, Sku sku, int? onHand, GridOptions options, DateTimeOffset now)
    {
        if (state.Profile is null)
            return new([], new Refusal(RefusalCodes.UnknownPharmacy, "There is no such pharmacy."));
        if (!state.Lines.TryGetValue(sku, out var line))
            return new([], new Refusal(RefusalCodes.UnknownSku, "The pharmacy has no line of this SKU.", "sku"));
        if (onHand is null && line.Unsure)
            return new([], new Refusal(RefusalCodes.LineUnsure, "A stock report is missing: say how many packs there are.", "onHand"));
        var (events, reply) = Report(state, new(line.Owner ?? Confirmation, null, [new(sku, onHand ?? line.OnHand, null, now)]), options, now);
        return new(events, reply.Refused is [var refused] ? refused.Refusal : Outcome.Done);
    }

    private static IEnumerable<StockChange> NotNamed(PharmacyState state, StockBatch batch)
    {
        if (batch.WholeAt is not { } at)
            return [];
        var named = batch.Changes.Select(change => change.Sku).ToHashSet();
        return state.LinesInOrder.Where(line => line.OnHand > 0 && !named.Contains(line.Sku)).Select(line => new StockChange(line.Sku, 0, null, at));
    }

    private static Decision<PharmacyEvent, StockReply> Refuse(Refusal refusal) => new([], new(0, 0, null, null, [], 0, refusal));

    /// <summary>The lines as they will be, without touching the state.</summary>
    private sealed class Draft(PharmacyState state, SourceId source, bool takesOver, DateTimeOffset now, GridOptions options)
    {
        private readonly Dictionary<Sku, StockLine> lines = [];
        private readonly HashSet<HoldId> gone = [];

        public List<StockChange> Accepted { get; } = [];

        public List<RefusedChange> Refused { get; } = [];

        public List<Sku> Conflicts { get; } = [];

        public List<HoldClosed> HandedOver { get; } = [];

        public void Add(int index, StockChange change)
        {
            var line = lines.GetValueOrDefault(change.Sku) ?? state.LineOf(change.Sku);
            if (Check(line, change) is { } refusal)
            {
                Refused.Add(new(index, refusal));
                if (refusal.Code == RefusalCodes.ConflictingSource && line.Conflict != source && !Conflicts.Contains(change.Sku))
                    Conflicts.Add(change.Sku);
                return;
            }

            var latest = Latest(line);
            var accepted = change.At > latest ? change with { At = latest } : change;
            line = accepted.Count is { } count
                ? line.Counted(count, accepted.At, source)
                : line.Moved(accepted.Delta!.Value, accepted.At, accepted.Hold);
            if (accepted is { Delta: < 0, Hold: { } id } && !gone.Contains(id) && state.Holds.TryGetValue(id, out var hold) && hold.Sku == change.Sku && hold.Status != HoldStatus.Pending)
            {
                // The till sold the held packs itself: that is the hand-over.
                gone.Add(id);
                HandedOver.Add(new(id, change.Sku, HoldEnd.HandedOver, now, SeenBySource: true));
                line = line with { Held = line.Held - hold.Quantity };
            }

            lines[change.Sku] = line;
            Accepted.Add(accepted);
        }

        // What is dated ahead is taken for now; where the clock was set back since the line was counted, for just after that count: what came after
        // it is never taken for a part of it.
        private DateTimeOffset Latest(StockLine line) => line.CountedAt is { } counted && counted >= now ? counted.AddTicks(1) : now;

        /// <summary>The youngest holds of each line that counts fewer packs than are held.</summary>
        public List<HoldClosed> Breaks()
        {
            var broken = new List<HoldClosed>();
            foreach (var line in lines.Values.Where(line => line.OnHand < line.Held).OrderBy(line => line.Sku))
            {
                var missing = line.Held - line.OnHand;
                foreach (var hold in state.Holds.Values
                    .Where(hold => hold.Sku == line.Sku && !gone.Contains(hold.Id))
                    .OrderByDescending(hold => hold.PlacedAt).ThenByDescending(hold => hold.Id))
                {
                    if (missing <= 0)
                        break;
                    broken.Add(new(hold.Id, hold.Sku, HoldEnd.CountFell, now));
                    missing -= hold.Quantity;
                }
            }

            return broken;
        }

        private Refusal? Check(StockLine line, StockChange change)
        {
            if (change.Count is null == change.Delta is null)
                return new(RefusalCodes.InvalidCount, "Give either an absolute count or a delta.", "onHand");
            if (change.Count is < 0 or > MostPacks)
                return new(RefusalCodes.CountOutOfRange, $"A count is 0 to {MostPacks:N0} packs.", "onHand");
            if (change.Delta is 0 or < -MostPacks or > MostPacks)
                return new(RefusalCodes.CountOutOfRange, $"A delta is -{MostPacks:N0} to {MostPacks:N0} packs and not 0.", "delta");
            if (change.At > now + options.ClockTolerance)
                return new(RefusalCodes.InstantInFuture, $"Dated more than {options.ClockTolerance.TotalMinutes:0} minutes ahead.", "at");
            if (change.Count is not null && !takesOver && line.Owner is { } owner && owner != source)
                return new(RefusalCodes.ConflictingSource, $"The count of this line belongs to source {owner}.", "sku");
            if (change.Count is not null && !line.AcceptsCountAt(change.At))
                return new(RefusalCodes.StaleCount, "Counted before what is known already.", "at");
            return change.Delta > 0 && line.OnHand + change.Delta > MostPacks
                ? new(RefusalCodes.CountOutOfRange, $"More than {MostPacks:N0} packs would be on hand.", "delta")
                : null;
        }
    }
}
