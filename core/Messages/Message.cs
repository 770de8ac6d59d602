using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MatchGrid.Feed;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Markets;
using MatchGrid.Patients;
using MatchGrid.Pharmacies;
using MatchGrid.Regions;
using MatchGrid.Skus;
using Orleans;

namespace MatchGrid.Messages;

/// <summary>What grains tell each other durably. The discriminator and its version are part of the journal format.</summary>
[GenerateSerializer, Immutable, Alias("mg.Message")]
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(HoldTaken), "taken.1")]
[JsonDerivedType(typeof(HoldGivenUp), "given-up.1")]
[JsonDerivedType(typeof(HoldReleased), "released.1")]
[JsonDerivedType(typeof(HoldEnded), "ended.1")]
[JsonDerivedType(typeof(HoldSetAside), "set-aside.1")]
[JsonDerivedType(typeof(DemandJoins), "joins.1")]
[JsonDerivedType(typeof(DemandLeaves), "leaves.1")]
[JsonDerivedType(typeof(PharmacyListed), "pharmacy-listed.1")]
[JsonDerivedType(typeof(PharmacyUnlisted), "pharmacy-unlisted.1")]
[JsonDerivedType(typeof(ChildListed), "child-listed.1")]
[JsonDerivedType(typeof(PatientTold), "patient-told.1")]
[JsonDerivedType(typeof(RequestClosed), "request-closed.1")]
[JsonDerivedType(typeof(Recorded), "recorded.1")]
[JsonDerivedType(typeof(SkuPublished), "sku-published.1")]
[JsonDerivedType(typeof(FeedMoved), "feed-moved.1")]
[JsonDerivedType(typeof(FeedForgotten), "feed-forgotten.1")]
[JsonDerivedType(typeof(PatientConsented), "patient-consented.1")]
[JsonDerivedType(typeof(RegionPublished), "region-published.1")]
[JsonDerivedType(typeof(PatientAccessed), "patient-accessed.1")]
public abstract record Message;

/// <summary>Request to pharmacy: the match is committed; the hold is mine.</summary>
[GenerateSerializer, Immutable, Alias("mg.HoldTaken")]
public sealed record HoldTaken([property: Id(0)] HoldId Hold, [property: Id(1)] RequestId Request, [property: Id(2)] string Code) : Message;

/// <summary>Request to pharmacy: no match came of this hold and none ever will.</summary>
[GenerateSerializer, Immutable, Alias("mg.HoldGivenUp")]
public sealed record HoldGivenUp([property: Id(0)] HoldId Hold) : Message;

/// <summary>Request to pharmacy: the patient does not want what was matched (declined or cancelled).</summary>
[GenerateSerializer, Immutable, Alias("mg.HoldReleased")]
public sealed record HoldReleased([property: Id(0)] HoldId Hold) : Message;

/// <summary>Pharmacy to request: how a taken hold ended.</summary>
[GenerateSerializer, Immutable, Alias("mg.HoldEnded")]
public sealed record HoldEnded([property: Id(0)] HoldId Hold, [property: Id(1)] HoldEnd End, [property: Id(2)] DateTimeOffset At) : Message;

/// <summary>Pharmacy to request: the pharmacist has the packs in hand.</summary>
[GenerateSerializer, Immutable, Alias("mg.HoldSetAside")]
public sealed record HoldSetAside([property: Id(0)] HoldId Hold, [property: Id(1)] DateTimeOffset At) : Message;

/// <summary>Request to market: seeks here, on these terms; replaces what the market knew.</summary>
[GenerateSerializer, Immutable, Alias("mg.DemandJoins")]
public sealed record DemandJoins([property: Id(0)] OpenDemand Demand) : Message;

/// <summary>Request to market: seeks here no longer.</summary>
[GenerateSerializer, Immutable, Alias("mg.DemandLeaves")]
public sealed record DemandLeaves([property: Id(0)] RequestId Request) : Message;

/// <summary>Pharmacy to leaf cell: stands in it.</summary>
[GenerateSerializer, Immutable, Alias("mg.PharmacyListed")]
public sealed record PharmacyListed(
    [property: Id(0)] PharmacyId Pharmacy, [property: Id(1)] GeoPoint Place, [property: Id(2)] int DeliveryMetres) : Message;

/// <summary>Pharmacy to leaf cell: moved away.</summary>
[GenerateSerializer, Immutable, Alias("mg.PharmacyUnlisted")]
public sealed record PharmacyUnlisted([property: Id(0)] PharmacyId Pharmacy) : Message;

/// <summary>Cell to parent: has pharmacies below it.</summary>
[GenerateSerializer, Immutable, Alias("mg.ChildListed")]
public sealed record ChildListed([property: Id(0)] CellId Child) : Message;

/// <summary>Request to patient: an entry for the inbox.</summary>
[GenerateSerializer, Immutable, Alias("mg.PatientTold")]
public sealed record PatientTold([property: Id(0)] PatientNotice Notice) : Message;

/// <summary>Request to patient: the substitution group is free again.</summary>
[GenerateSerializer, Immutable, Alias("mg.RequestClosed")]
public sealed record RequestClosed([property: Id(0)] RequestId Request, [property: Id(1)] string Group) : Message;

/// <summary>Request to feed partition: match events in their order.</summary>
[GenerateSerializer, Immutable, Alias("mg.Recorded")]
public sealed record Recorded([property: Id(0)] ImmutableArray<MatchEvent> Events) : Message;

/// <summary>SKU to catalogue: the facts as they are now. Catalogue to SKU: the facts that an import brought.</summary>
[GenerateSerializer, Immutable, Alias("mg.SkuPublished")]
public sealed record SkuPublished([property: Id(0)] SkuFacts Facts) : Message;

/// <summary>Feed partition to segment: entries that it keeps no longer itself.</summary>
[GenerateSerializer, Immutable, Alias("mg.FeedMoved")]
public sealed record FeedMoved([property: Id(0)] ImmutableArray<FeedEntry> Entries) : Message;

/// <summary>Feed partition to segment: nobody reads these entries any more.</summary>
[GenerateSerializer, Immutable, Alias("mg.FeedForgotten")]
public sealed record FeedForgotten : Message;

/// <summary>Patient to a partner's grants: consents to be shown to it, or takes that back.</summary>
[GenerateSerializer, Immutable, Alias("mg.PatientConsented")]
public sealed record PatientConsented([property: Id(0)] PatientId Patient, [property: Id(1)] bool Granted) : Message;

/// <summary>Region to directory: as it is now.</summary>
[GenerateSerializer, Immutable, Alias("mg.RegionPublished")]
public sealed record RegionPublished([property: Id(0)] RegionFacts Facts) : Message;

/// <summary>Request to patient: somebody else looked at it, or changed it.</summary>
[GenerateSerializer, Immutable, Alias("mg.PatientAccessed")]
public sealed record PatientAccessed([property: Id(0)] AccessEntry Entry) : Message;
