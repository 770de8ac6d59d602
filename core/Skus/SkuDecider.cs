using MatchGrid.Identifiers;
using MatchGrid.Journals;

namespace MatchGrid.Skus;

/// <summary>What a SKU decides. Pure: state and command in, events and reply out.</summary>
public static class SkuDecider
{
    public static Decision<SkuEvent, Outcome> Publish(SkuState state, Sku key, SkuFacts facts)
    {
        if (facts.Sku != key)
            return (Outcome)new Refusal(RefusalCodes.InvalidSku, $"These are not facts of {key}.", "sku");
        if (SkuFactsRules.Check(facts) is { } refusal)
            return (Outcome)refusal;
        return new(IsKnown(state, facts) ? [] : [new FactsSet(facts, Publish: true)], Outcome.Done);
    }

    /// <summary>
    /// Facts that the catalogue took from an import. If there were others, the catalogue may meanwhile have heard of those: it is told which
    /// stand now.
    /// </summary>
    public static IReadOnlyList<SkuEvent> Import(SkuState state, SkuFacts facts) =>
        IsKnown(state, facts) ? [] : [new FactsSet(facts, Publish: state.Facts is not null)];

    public static Decision<SkuEvent, Outcome> Suspend(SkuState state, bool suspended, DateTimeOffset now)
    {
        if (state.Facts is null)
            return (Outcome)new Refusal(RefusalCodes.UnknownSku, "This SKU is not in the catalogue.");
        return new(state.Facts.Suspended == suspended ? [] : [new SuspensionChanged(now, suspended)], Outcome.Done);
    }

    /// <summary>The next repetition, when it is due.</summary>
    public static IReadOnlyList<SkuEvent> Wake(SkuState state, DateTimeOffset now) => state.Deadline <= now ? [new SuspensionRepeated()] : [];

    private static bool IsKnown(SkuState state, SkuFacts facts) => facts with { Suspended = state.Facts?.Suspended ?? false } == state.Facts;
}
