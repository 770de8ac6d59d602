using System.Collections.Immutable;
using MatchGrid.Identifiers;
using MatchGrid.Journals;

namespace MatchGrid.Skus;

/// <summary>What a SKU decides. Pure: state and command in, events and reply out.</summary>
public static class SkuDecider
{
    /// <summary>Announcements of one SKU that are kept.</summary>
    public const int MostAnnouncements = 64;

    private const int MostAnnounced = 1_000_000_000;
    /// <summary>Places of an announcement, and regions.</summary>
    public const int MostPlaces = 16;

    private static readonly TimeSpan Farthest = TimeSpan.FromDays(731);

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

    /// <summary>Packs are expected. Refused for an unknown SKU, for a date or quantity out of range, and when too many are announced.</summary>
    public static Decision<SkuEvent, Outcome> Announce(SkuState state, SupplyAnnouncement announcement, DateTimeOffset now)
    {
        if (state.Facts is null)
            return (Outcome)new Refusal(RefusalCodes.UnknownSku, "This SKU is not in the catalogue.", "sku");
        if (announcement.Quantity is < 1 or > MostAnnounced)
            return (Outcome)new Refusal(RefusalCodes.QuantityOutOfRange, $"1 to {MostAnnounced:N0} packs.", "quantity");
        if (announcement.From < now - TimeSpan.FromDays(1) || announcement.From > now + Farthest)
            return (Outcome)new Refusal(RefusalCodes.InvalidInstant, "From today to two years ahead.", "from");
        if (announcement.Places.Length > MostPlaces)
            return (Outcome)new Refusal(RefusalCodes.InvalidField, $"At most {MostPlaces} places.", "places");
        if (!announcement.Regions.IsDefault && announcement.Regions.Length > MostPlaces)
            return (Outcome)new Refusal(RefusalCodes.InvalidField, $"At most {MostPlaces} regions.", "regions");
        if (announcement.Places.Any(place => place.RadiusMetres is < 100 or > 2_500_000))
            return (Outcome)new Refusal(RefusalCodes.RadiusOutOfRange, "100 m to 2,500 km.", "places");
        var known = state.Find(announcement.Maker, announcement.Id);
        if (known is null && state.Announced.Count(one => one.From + SkuState.AnnouncedKept >= now) >= MostAnnouncements)
            return (Outcome)new Refusal(RefusalCodes.TooManyAnnouncements, $"At most {MostAnnouncements} announcements of one SKU.");
        return new([new SupplyAnnounced(now, announcement)], Outcome.Done);
    }

    public static Decision<SkuEvent, Outcome> Withdraw(SkuState state, string maker, string id) =>
        new(state.Find(maker, id) is null ? [] : [new AnnouncementWithdrawn(maker, id)], Outcome.Done);

    /// <summary>What is expected still, the earliest first.</summary>
    public static ImmutableArray<SupplyAnnouncement> Expected(SkuState state, DateTimeOffset now) =>
        [.. state.Announced.Where(one => one.From + SkuState.AnnouncedKept >= now).OrderBy(one => one.From).ThenBy(one => one.Maker, StringComparer.Ordinal).ThenBy(one => one.Id, StringComparer.Ordinal)];

    /// <summary>The next repetition, when it is due.</summary>
    public static IReadOnlyList<SkuEvent> Wake(SkuState state, DateTimeOffset now) => state.Deadline <= now ? [new SuspensionRepeated()] : [];

    private static bool IsKnown(SkuState state, SkuFacts facts) => facts with { Suspended = state.Facts?.Suspended ?? false } == state.Facts;
}
