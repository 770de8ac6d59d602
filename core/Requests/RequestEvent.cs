using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MatchGrid.Identifiers;
using MatchGrid.Markets;
using MatchGrid.Pharmacies;

namespace MatchGrid.Requests;

/// <summary>What can happen to a request. Discriminators carry the version of their shape and are part of the journal format.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(RequestOpened), "opened.1")]
[JsonDerivedType(typeof(TermsChanged), "changed.1")]
[JsonDerivedType(typeof(UrgencyConfirmed), "urgency.1")]
[JsonDerivedType(typeof(MatchMade), "made.1")]
[JsonDerivedType(typeof(AttemptGivenUp), "given-up.1")]
[JsonDerivedType(typeof(MatchAccepted), "accepted.1")]
[JsonDerivedType(typeof(MatchExtended), "extended.1")]
[JsonDerivedType(typeof(MatchDeclined), "declined.1")]
[JsonDerivedType(typeof(MatchSetAside), "set-aside.1")]
[JsonDerivedType(typeof(MatchEnded), "ended.1")]
[JsonDerivedType(typeof(RequestCancelled), "cancelled.1")]
[JsonDerivedType(typeof(RequestExpired), "expired.1")]
[JsonDerivedType(typeof(RequestRenewed), "renewed.1")]
public abstract record RequestEvent(DateTimeOffset At);

/// <param name="Markets">Where it is registered.</param>
/// <param name="FeedPartition">Where its events go, for good.</param>
/// <param name="Alias">What the patient is called there; null for the pseudonym.</param>
public sealed record RequestOpened(
    DateTimeOffset At, RequestId Id, PatientId Patient, RequestTerms Terms, ImmutableArray<MarketId> Markets, int FeedPartition,
    PatientId? Alias = null) : RequestEvent(At);

/// <param name="Since">When the wait counts from.</param>
public sealed record TermsChanged(DateTimeOffset At, RequestTerms Terms, ImmutableArray<MarketId> Markets, DateTimeOffset Since) : RequestEvent(At);

/// <param name="By">Who confirmed it: a role and its organisation; null where nobody noted it.</param>
public sealed record UrgencyConfirmed(DateTimeOffset At, Urgency Urgency, string? By = null) : RequestEvent(At);

public sealed record MatchMade(DateTimeOffset At, Match Match) : RequestEvent(At);

/// <summary>No match came of a hold, and none ever will: the pharmacy may offer the packs to others.</summary>
public sealed record AttemptGivenUp(DateTimeOffset At, HoldId Hold, PharmacyId Pharmacy) : RequestEvent(At);

public sealed record MatchAccepted(DateTimeOffset At, HoldId Hold, DateTimeOffset Until) : RequestEvent(At);

public sealed record MatchExtended(DateTimeOffset At, HoldId Hold, DateTimeOffset Until) : RequestEvent(At);

public sealed record MatchDeclined(DateTimeOffset At, HoldId Hold) : RequestEvent(At);

public sealed record MatchSetAside(DateTimeOffset At, HoldId Hold) : RequestEvent(At);

/// <summary>The pharmacy said how a match ended.</summary>
public sealed record MatchEnded(DateTimeOffset At, HoldId Hold, HoldEnd End) : RequestEvent(At);

public sealed record RequestCancelled(DateTimeOffset At) : RequestEvent(At);

public sealed record RequestExpired(DateTimeOffset At) : RequestEvent(At);

/// <summary>A recurring request asks again.</summary>
public sealed record RequestRenewed(DateTimeOffset At) : RequestEvent(At);
