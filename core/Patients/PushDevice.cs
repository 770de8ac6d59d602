using Orleans;

namespace MatchGrid.Patients;

/// <summary>A browser that may be told by Web Push (RFC 8030) while its page is closed. It names no person, but it reaches one.</summary>
/// <param name="Endpoint">Where its push service takes messages; the device's name, too.</param>
/// <param name="Key">The browser's public key, P-256, uncompressed, in base64url.</param>
/// <param name="Secret">The browser's authentication secret, 16 bytes, in base64url.</param>
[GenerateSerializer, Immutable, Alias("mg.PushDevice")]
public sealed record PushDevice([property: Id(0)] string Endpoint, [property: Id(1)] string Key, [property: Id(2)] string Secret);
