using System.Collections.Immutable;
using Orleans;

namespace MatchGrid.Keys;

/// <summary>A key as its owner sees it: everything but the secret.</summary>
/// <param name="Number">In its keyring, from 1.</param>
/// <param name="LastUsedAt">Within five minutes; null for never.</param>
/// <param name="OldSecretUntil">So long the secret before the last rotation counts too; null when it does not.</param>
[GenerateSerializer, Immutable, Alias("mg.KeyView")]
public sealed record KeyView(
    [property: Id(0)] int Number,
    [property: Id(1)] string Name,
    [property: Id(2)] ImmutableArray<string> Scopes,
    [property: Id(3)] DateTimeOffset MadeAt,
    [property: Id(4)] DateTimeOffset ExpiresAt,
    [property: Id(5)] DateTimeOffset? LastUsedAt,
    [property: Id(6)] DateTimeOffset? OldSecretUntil);
