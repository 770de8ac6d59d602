using System.Text.Json.Serialization;

namespace MatchGrid.Partners;

/// <summary>What can happen to a subscription. Discriminators carry the version of their shape and are part of the journal format.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(WebhookMade), "made.1")]
[JsonDerivedType(typeof(WebhookChanged), "changed.1")]
[JsonDerivedType(typeof(SecretRotated), "rotated.1")]
[JsonDerivedType(typeof(WebhookPaused), "paused.1")]
[JsonDerivedType(typeof(WebhookReported), "reported.1")]
[JsonDerivedType(typeof(RedeliveryAsked), "redelivery.1")]
[JsonDerivedType(typeof(WebhookDeleted), "deleted.1")]
public abstract record WebhookEvent(DateTimeOffset At);

/// <param name="Cursor">Where it begins.</param>
public sealed record WebhookMade(DateTimeOffset At, string Partner, WebhookTerms Terms, string Secret, string Cursor) : WebhookEvent(At);

public sealed record WebhookChanged(DateTimeOffset At, WebhookTerms Terms) : WebhookEvent(At);

/// <param name="OldUntil">So long the one before signs too.</param>
public sealed record SecretRotated(DateTimeOffset At, string Secret, DateTimeOffset OldUntil) : WebhookEvent(At);

/// <param name="Because">Null: it runs again.</param>
public sealed record WebhookPaused(DateTimeOffset At, string? Because) : WebhookEvent(At);

public sealed record WebhookReported(DateTimeOffset At, WebhookReport Report) : WebhookEvent(At);

public sealed record RedeliveryAsked(DateTimeOffset At, DateTimeOffset From, DateTimeOffset To) : WebhookEvent(At);

public sealed record WebhookDeleted(DateTimeOffset At) : WebhookEvent(At);
