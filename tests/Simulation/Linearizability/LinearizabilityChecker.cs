namespace MatchGrid.Tests.Simulation.Linearizability;

/// <summary>
/// Whether a history could have come from one operation at a time, each taking effect between its call and its return: the search of Wing and
/// Gong, with Lowe's memory of (operations taken so far, state) pairs that led nowhere.
/// </summary>
/// <remarks>
/// G. Lowe, "Testing for linearizability", Concurrency and Computation 29(4), 2017. Two things are added: a step may lead to several states, and
/// operations without an answer are tried after all others, so that few of them are supposed to have happened.
/// </remarks>
internal sealed class LinearizabilityChecker<TState, TOperation>(ISequentialModel<TState, TOperation> model)
    where TState : IEquatable<TState>
{
    /// <summary>Pairs looked at before the search gives up.</summary>
    public int MostPairs { get; init; } = 100_000;

    public Verdict Check(IReadOnlyList<Call<TOperation>> history)
    {
        var calls = history.OrderBy(call => call.Called).ToList();
        var open = calls.Count(call => call.Return is not null);
        var taken = new bool[calls.Count];
        var seen = new HashSet<Pair>();
        var path = new Stack<Step>();
        var (deepest, stuck) = (-1, "");
        var here = new Step(-1, model.Start, Candidates(calls, taken, 0), 0);
        while (open > 0)
        {
            if (Next(here, calls, taken, seen) is { } step)
            {
                path.Push(here);
                taken[step.Took] = true;
                open -= calls[step.Took].Return is null ? 0 : 1;
                here = step with { Candidates = Candidates(calls, taken, step.From) };
                if (seen.Count > MostPairs)
                    return new(null, seen.Count, "too many possibilities");
                continue;
            }

            if (path.Count > deepest)
                (deepest, stuck) = (path.Count, Describe(here, calls, taken));
            if (path.Count == 0)
                return new(false, seen.Count, stuck);
            taken[here.Took] = false;
            open += calls[here.Took].Return is null ? 0 : 1;
            here = path.Pop();
        }

        return new(true, seen.Count, "");
    }

    // Whatever was called before the first return still to come may be next; those with an answer first.
    private static List<int> Candidates(List<Call<TOperation>> calls, bool[] taken, int from)
    {
        var firstReturn = long.MaxValue;
        var (answered, unanswered) = (new List<int>(), new List<int>());
        for (var i = from; i < calls.Count && calls[i].Called < firstReturn; i++)
        {
            if (taken[i])
                continue;
            (calls[i].Return is null ? unanswered : answered).Add(i);
            firstReturn = Math.Min(firstReturn, calls[i].Return ?? long.MaxValue);
        }

        answered.AddRange(unanswered);
        return answered;
    }

    private Step? Next(Step here, List<Call<TOperation>> calls, bool[] taken, HashSet<Pair> seen)
    {
        while (true)
        {
            while (here.States is { } states && states.MoveNext())
            {
                var (index, state) = (here.Candidates[here.At - 1], states.Current);
                if (calls[index].Return is null && state.Equals(here.State))
                    continue; // it may as well never have happened
                taken[index] = true;
                var isNew = seen.Add(new(taken, state));
                taken[index] = false;
                if (!isNew)
                    continue;
                var from = here.From;
                while (from < calls.Count && (taken[from] || from == index))
                    from++;
                return new(index, state, [], from);
            }

            if (here.At >= here.Candidates.Count)
                return null;
            here.States = model.Step(here.State, calls[here.Candidates[here.At++]].Operation).GetEnumerator();
        }
    }

    private static string Describe(Step here, List<Call<TOperation>> calls, bool[] taken)
    {
        var answered = here.Candidates.Where(index => calls[index].Return is not null).ToList();
        return $"after {taken.Count(one => one)} operations, in {here.State}, none of these can be next: {string.Join("; ", answered.Select(index => calls[index].Operation))}";
    }

    /// <summary>One step of the search: what was taken last, where that led, and what may come next.</summary>
    private sealed record Step(int Took, TState State, List<int> Candidates, int From)
    {
        public int At { get; set; }

        public IEnumerator<TState>? States { get; set; }
    }

    private readonly struct Pair : IEquatable<Pair>
    {
        private readonly ulong[] taken;
        private readonly TState state;
        private readonly int hash;

        public Pair(bool[] taken, TState state)
        {
            this.taken = new ulong[(taken.Length + 63) / 64];
            for (var i = 0; i < taken.Length; i++)
                this.taken[i / 64] |= taken[i] ? 1UL << (i % 64) : 0;
            this.state = state;
            var mixed = default(HashCode);
            foreach (var word in this.taken)
                mixed.Add(word);
            mixed.Add(state);
            hash = mixed.ToHashCode();
        }

        public bool Equals(Pair other) => taken.AsSpan().SequenceEqual(other.taken) && state.Equals(other.state);

        public override bool Equals(object? obj) => obj is Pair other && Equals(other);

        public override int GetHashCode() => hash;
    }
}

/// <summary>What a check found.</summary>
/// <param name="Holds">Null: the search gave up.</param>
/// <param name="Pairs">(operations, state) pairs looked at.</param>
/// <param name="Stuck">Where the search got furthest, when it does not hold.</param>
internal sealed record Verdict(bool? Holds, int Pairs, string Stuck);
