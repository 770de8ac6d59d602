namespace MatchGrid.Tests.Simulation.Linearizability;

/// <summary>
/// What several callers see who use one shelf at a time: each call takes effect at once at a random moment between its call and its return. The shelf is a
/// third one, simpler than model and grid: packs, holds by id, counts.
/// </summary>
internal sealed class RandomHistory
{
    private const int Callers = 4;
    private const int Operations = 40;
    private const int LongestCall = 60;

    private readonly Chance chance;
    private readonly SortedDictionary<string, int> held = new(StringComparer.Ordinal);
    private readonly HashSet<string> ended = [];
    private int packs;

    public RandomHistory(ulong seed)
    {
        chance = new(seed);
        var moments = new List<(int Called, int Happens, int Returns)>();
        for (var caller = 0; caller < Callers; caller++)
        {
            for (var (i, now) = (0, chance.Below(LongestCall)); i < Operations / Callers; i++)
            {
                var happens = now + chance.Below(LongestCall);
                var returns = happens + chance.Below(LongestCall);
                moments.Add((now, happens, returns));
                now = returns + 1 + chance.Below(10);
            }
        }

        foreach (var (called, happens, returns) in moments.OrderBy(moment => moment.Happens))
        {
            var lost = chance.Is(0.1);
            var operation = Do(happens, takesEffect: !lost || chance.Is(0.5));
            Calls.Add(new(lost ? Unanswered(operation) : operation, (called * 2L) + 1, lost ? null : (returns * 2L) + 2));
        }

        Calls.Add(new(new SeeLine(packs, held.Values.Sum(), packs - held.Values.Sum()), long.MaxValue - 2, long.MaxValue - 1));
    }

    public List<Call<StockOperation>> Calls { get; } = [];

    /// <summary>The same with one answer changed.</summary>
    public List<Call<StockOperation>> Mutated()
    {
        var answered = Calls.Where(call => call.Return is not null && call.Operation is Reserve or SeeLine).ToList();
        var changed = chance.Of(answered);
        StockOperation other = changed.Operation switch
        {
            Reserve { Answer.Refused: null } granted => granted with { Answer = new("not_available", 0) },
            Reserve refused => refused with { Answer = new(null, refused.Most) },
            SeeLine seen => seen with { OnHand = seen.OnHand + 1, Free = seen.Free + 1 },
            var same => same,
        };
        return [.. Calls.Select(call => ReferenceEquals(call, changed) ? call with { Operation = other } : call)];
    }

    private static StockOperation Unanswered(StockOperation operation) => operation switch
    {
        Reserve reserve => reserve with { Answer = null },
        Report report => report with { Answer = null },
        _ => operation,
    };

    private StockOperation Do(int now, bool takesEffect)
    {
        switch (chance.Below(10))
        {
            case 0:
                var counted = held.Values.Sum() + chance.Below(3);
                packs = takesEffect ? counted : packs;
                return new Report("count", Numbered: false, counted, null, Moment.At(now), Moment.At(now), null, new(null, Gap: false, 0));
            case < 4 when held.Count > 0:
                var gone = chance.Of(held.Keys.ToList());
                if (takesEffect)
                    End(gone);
                return new Release(gone);
            default:
                var (id, wanted) = ($"h{chance.Below(30):00}", chance.Between(1, 2));
                var free = packs - held.Values.Sum();
                ReserveAnswer answer = held.TryGetValue(id, out var known) ? new(null, known)
                    : ended.Contains(id) ? new("hold_ended", 0)
                    : free < wanted ? new("not_available", 0)
                    : new(null, wanted);
                if (takesEffect && answer.Refused is null)
                    held[id] = answer.Packs;
                return new Reserve(id, wanted, wanted, Moment.At(now), answer);
        }
    }

    private void End(string id)
    {
        held.Remove(id);
        ended.Add(id);
    }
}
