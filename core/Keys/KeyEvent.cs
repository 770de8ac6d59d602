using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MatchGrid.Keys;

/// <summary>What can happen to a keyring. Discriminators carry the version of their shape and are part of the journal format.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(KeyMade), "made.1")]
[JsonDerivedType(typeof(KeyRotated), "rotated.1")]
[JsonDerivedType(typeof(KeyRevoked), "revoked.1")]
[JsonDerivedType(typeof(KeyUsed), "used.1")]
public abstract record KeyEvent(DateTimeOffset At);

/// <param name="Hash">Base64 of the secret's SHA-256; the secret itself is kept nowhere.</param>
public sealed record KeyMade(DateTimeOffset At, int Number, string Name, ImmutableArray<string> Scopes, string Hash, DateTimeOffset ExpiresAt) : KeyEvent(At);

/// <param name="OldUntil">So long the secret before counts beside the new one.</param>
public sealed record KeyRotated(DateTimeOffset At, int Number, string Hash, DateTimeOffset OldUntil, DateTimeOffset ExpiresAt) : KeyEvent(At);

public sealed record KeyRevoked(DateTimeOffset At, int Number) : KeyEvent(At);

public sealed record KeyUsed(DateTimeOffset At, int Number) : KeyEvent(At);
