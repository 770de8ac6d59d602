using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Markets;
using Orleans;

namespace MatchGrid.Regions;

/// <summary>What can happen to the directory of regions.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(RegionHeard), "heard.1")]
[JsonDerivedType(typeof(SecretMade), "secret.1")]
[JsonDerivedType(typeof(DirectoryLooked), "looked.1")]
public abstract record DirectoryEvent;

/// <summary>A region said what it is.</summary>
public sealed record RegionHeard(RegionFacts Facts, DateTimeOffset At) : DirectoryEvent;

/// <summary>What small counts are hidden with: see <see cref="CoarseFigures"/>.</summary>
public sealed record SecretMade(string Secret) : DirectoryEvent;

/// <summary>Regions that begin or end by then were told.</summary>
public sealed record DirectoryLooked(DateTimeOffset At) : DirectoryEvent;

/// <summary>All regions, folded from events.</summary>
public sealed class DirectoryState : JournalledState<DirectoryEvent>
{
    /// <summary>Counts what was heard.</summary>
    public long Version { get; set; }

    public string Secret { get; set; } = "";

    public SortedDictionary<RegionId, HeardRegion> Regions { get; init; } = [];

    /// <summary>When the next region begins or ceases to count, as seen from the last time that was looked at.</summary>
    public DateTimeOffset? TurnsAt { get; set; }

    /// <summary>Due at every start, to fill the board: nothing reads it from here otherwise.</summary>
    [JsonIgnore]
    public override DateTimeOffset? Deadline => Regions.Count > 0 ? WakeOrder.End : null;

    public override void Apply(DirectoryEvent change)
    {
        switch (change)
        {
            case RegionHeard heard:
                Regions[heard.Facts.Id] = new(++Version, heard.Facts);
                Look(heard.At);
                break;
            case SecretMade made:
                Secret = made.Secret;
                break;
            case DirectoryLooked looked:
                Look(looked.At);
                break;
            default:
                throw new InvalidOperationException($"no such event: {change.GetType().Name}");
        }
    }

    private void Look(DateTimeOffset now) => TurnsAt = Regions.Values.Select(one => one.Facts.TurnsAfter(now)).Min();

    /// <summary>What was heard after a version; one that is yet to come belongs to another directory: then everything.</summary>
    public RegionPage Page(long after) =>
        new(Version, Secret, [.. Regions.Values.Where(one => one.Version > (after <= Version ? after : 0)).Select(one => one.Facts)]);
}

/// <summary>A region with the number of what was last heard of it.</summary>
public readonly record struct HeardRegion(long Version, RegionFacts Facts);

/// <summary>Changes of the directory.</summary>
/// <param name="Version">Ask on from here.</param>
/// <param name="Secret">For <see cref="CoarseFigures"/>; never leaves the grid.</param>
[GenerateSerializer, Immutable, Alias("mg.RegionPage")]
public sealed record RegionPage([property: Id(0)] long Version, [property: Id(1)] string Secret, [property: Id(2)] ImmutableArray<RegionFacts> Changed);
