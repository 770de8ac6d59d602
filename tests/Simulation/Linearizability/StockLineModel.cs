using System.Collections.Immutable;

namespace MatchGrid.Tests.Simulation.Linearizability;

/// <summary>
/// One stock line, written once more from docs/ARCHITECTURE.md and the comments of <c>StockLine</c>, and sharing nothing with it: packs on hand, holds
/// by id, counts that are older than what is known. Where an instant is known only within bounds, every order that fits is possible.
/// </summary>
internal sealed class StockLineModel : ISequentialModel<StockLineState, StockOperation>
{
    private const int MostMoves = 32;

    public StockLineState Start { get; } = new();

    public IEnumerable<StockLineState> Step(StockLineState state, StockOperation operation) => Choices.All(choices => Apply(state, operation, choices));

    private static StockLineState? Apply(StockLineState line, StockOperation operation, Choices choices) => operation switch
    {
        Report report => Reported(line, report, choices),
        GapSeen gap => Gap(line, gap.Source),
        Reserve reserve => Reserved(line, reserve),
        Confirm confirm => Known(line, confirm.Id) is { } hold ? Keep(line, hold with { Taken = true }) : line,
        Accept accept => Known(line, accept.Id) is { } hold ? Keep(line, hold with { Taken = true }) : null,
        Release release => Known(line, release.Id) is { } hold ? End(line, hold) : line,
        Lapse lapse => Known(line, lapse.Id) is { Taken: true } hold ? End(line, hold) : null,
        HandOver handOver => Known(line, handOver.Id) is { Taken: true } hold
            ? End(line, hold) with { Unseen = line.Unseen.Add(new(handOver.At, -hold.Packs, hold.Id)) }
            : null,
        NotThere notThere => Known(line, notThere.Id) is { Taken: true } hold ? Moved(End(line, hold), notThere.At, -hold.Packs, null, choices) : null,
        Suspend suspend => Suspended(line, suspend.On),
        Pause pause => line with { Paused = pause.On },
        SetFloor floor => line.Floor == floor.Packs ? line : line with { Exists = true, Floor = floor.Packs },
        SeeFree free => line.Free == free.Packs ? line : null,
        SeeLine seen => (line.OnHand, line.Held, line.Free) == (seen.OnHand, seen.Held, seen.Free) ? line : null,
        _ => throw new InvalidOperationException($"no such operation: {operation.GetType().Name}"),
    };

    private static StockLineState? Reported(StockLineState line, Report report, Choices choices)
    {
        var answer = report.Answer;
        if (answer?.Gap ?? (report.Numbered && choices.Either()))
            line = Gap(line, report.Source);
        var refusal = RefusalOf(line, report, choices);
        if (answer is not null && answer.Refused != refusal)
            return null;
        if (refusal is not null)
            return line;
        var at = Dated(line, report);
        var next = report.Count is { } count
            ? Counted(line, count, at, report.Source, choices)
            : Moved(line, at, report.Delta!.Value, report.Hold, choices);
        // The till sold held packs itself.
        if (report is { Delta: < 0, Hold: { } id } && Known(line, id) is { Taken: true } sold)
            next = End(next, sold);
        var broken = 0;
        for (; next.Held > next.OnHand; broken++)
            next = End(next, Youngest(next, choices));
        return answer is null || answer.Broken == broken ? next : null;
    }

    // What is dated ahead is taken for now, or for just after the line's count where that lies ahead itself.
    private static Moment Dated(StockLineState line, Report report)
    {
        var (from, to) = (line.CountedAt?.From + 1 ?? long.MinValue, line.CountedAt?.To + 1 ?? long.MinValue);
        return new(Math.Min(report.At.From, Math.Max(report.Now.From, from)), Math.Min(report.At.To, Math.Max(report.Now.To, to)));
    }

    private static string? RefusalOf(StockLineState line, Report report, Choices choices)
    {
        if (report.Count is null)
            return null;
        if (line.Owner is not null && line.Owner != report.Source)
            return "conflicting_source";
        return (line.CountedAt is { } counted && !choices.IsUpTo(counted, report.At)) || !choices.IsUpTo(line.CountsFrom, report.At) ? "stale_count" : null;
    }

    private static StockLineState Counted(StockLineState line, int count, Moment at, string source, Choices choices) => line with
    {
        Exists = true,
        Count = count,
        CountedAt = at,
        Owner = source,
        Unsure = false,
        Moves = line.Moves.RemoveAll(move => choices.IsUpTo(move.At, at)),
        Unseen = line.Unseen.RemoveAll(move => choices.IsUpTo(move.At, at)),
    };

    private static StockLineState Moved(StockLineState line, Moment at, int packs, string? hold, Choices choices)
    {
        line = line with { Exists = true, Unseen = hold is null ? line.Unseen : line.Unseen.RemoveAll(move => move.Hold == hold) };
        if (line.CountedAt is { } counted && choices.IsUpTo(at, counted))
            return line;
        var move = new ModelMove(at, packs, hold);
        if (line.Moves.Length < MostMoves)
            return line with { Moves = line.Moves.Add(move) };
        var oldest = line.Moves[0];
        return line with
        {
            Count = Math.Max(0, line.Count + oldest.Packs),
            CountsFrom = new(Math.Max(line.CountsFrom.From, oldest.At.From), Math.Max(line.CountsFrom.To, oldest.At.To)),
            Moves = [.. line.Moves.Skip(1), move],
        };
    }

    private static StockLineState? Reserved(StockLineState line, Reserve reserve)
    {
        var (refusal, packs, next) = Decide(line, reserve);
        return reserve.Answer is { } answer && (answer.Refused != refusal || answer.Packs != packs) ? null : next;
    }

    private static (string? Refusal, int Packs, StockLineState Next) Decide(StockLineState line, Reserve reserve)
    {
        if (Known(line, reserve.Id) is { } known)
            return (null, known.Packs, line);
        var refusal = line switch
        {
            _ when line.Ended.Contains(reserve.Id) => "hold_ended",
            { Paused: true } => "pharmacy_paused",
            { Suspended: true } => "sku_suspended",
            { Unsure: true } => "line_unsure",
            _ when line.Free < reserve.Least => "not_available",
            _ => null,
        };
        if (refusal is not null)
            return (refusal, 0, line);
        var packs = Math.Min(reserve.Most, line.Free);
        return (null, packs, Keep(line, new(reserve.Id, packs, reserve.Placed, Taken: false)));
    }

    private static StockLineState Suspended(StockLineState line, bool on)
    {
        if (line.Suspended == on)
            return line;
        foreach (var hold in on ? line.Holds.Values : [])
            line = End(line, hold);
        return line with { Exists = true, Suspended = on };
    }

    private static StockLineState Gap(StockLineState line, string source) =>
        line.Exists && (line.Owner is null || line.Owner == source) ? line with { Unsure = true } : line;

    // The last one placed; of those placed at one instant the greatest id.
    private static ModelHold Youngest(StockLineState line, Choices choices)
    {
        var possible = line.Holds.Values.Where(hold => !line.Holds.Values.Any(other => IsSurelyYounger(other, hold))).ToList();
        var index = 0;
        while (index < possible.Count - 1 && choices.Either())
            index++;
        return possible[index];
    }

    private static bool IsSurelyYounger(ModelHold one, ModelHold other) =>
        one.Placed.From > other.Placed.To || (one.Placed.From == other.Placed.To && one != other && string.CompareOrdinal(one.Id, other.Id) > 0);

    private static ModelHold? Known(StockLineState line, string id) => line.Holds.GetValueOrDefault(id);

    private static StockLineState Keep(StockLineState line, ModelHold hold) => line with { Exists = true, Holds = line.Holds.SetItem(hold.Id, hold) };

    private static StockLineState End(StockLineState line, ModelHold hold) =>
        line with { Exists = true, Holds = line.Holds.Remove(hold.Id), Ended = line.Ended.Add(hold.Id) };
}
