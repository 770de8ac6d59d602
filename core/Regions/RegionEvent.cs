using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MatchGrid.Identifiers;

namespace MatchGrid.Regions;

/// <summary>What can happen to a region. Discriminators carry the version of their shape and are part of the journal format.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(RegionOpened), "opened.1")]
[JsonDerivedType(typeof(RegionChanged), "changed.1")]
[JsonDerivedType(typeof(RegionClosed), "closed.1")]
[JsonDerivedType(typeof(SampleTaken), "sample.1")]
[JsonDerivedType(typeof(AlarmRaised), "raised.1")]
[JsonDerivedType(typeof(AlarmAcknowledged), "acknowledged.1")]
[JsonDerivedType(typeof(AlarmCleared), "cleared.1")]
[JsonDerivedType(typeof(UnmetMoved), "unmet.1")]
public abstract record RegionEvent(DateTimeOffset At);

/// <param name="By">Pseudonym of whoever opened it.</param>
/// <param name="FeedPartition">Where its events go, for good.</param>
public sealed record RegionOpened(DateTimeOffset At, RegionFacts Facts, string By, int FeedPartition) : RegionEvent(At);

public sealed record RegionChanged(DateTimeOffset At, RegionFacts Facts) : RegionEvent(At);

public sealed record RegionClosed(DateTimeOffset At) : RegionEvent(At);

/// <summary>The figures of a minute; of the total and of each SKU with demand or stock.</summary>
public sealed record SampleTaken(DateTimeOffset At, ImmutableArray<SkuSample> Skus) : RegionEvent(At);

public sealed record AlarmRaised(DateTimeOffset At, Alarm Alarm) : RegionEvent(At);

public sealed record AlarmAcknowledged(DateTimeOffset At, string Alarm, string By) : RegionEvent(At);

public sealed record AlarmCleared(DateTimeOffset At, string Alarm) : RegionEvent(At);

/// <summary>Unmet demand reached another step, or is over.</summary>
public sealed record UnmetMoved(DateTimeOffset At, UnmetSignal Signal) : RegionEvent(At);
