using System.Collections.Immutable;
using Orleans;

namespace MatchGrid.Keys;

/// <summary>The keys of one owner. Key: <c>pharmacy:ID</c> or <c>partner:ID</c>. It never sees a secret, only hashes.</summary>
[Alias("mg.IKeyringGrain")]
public interface IKeyringGrain : INotified, IWakeable
{
    /// <summary>Refused with <c>too_many_keys</c> or <c>invalid_field</c>.</summary>
    /// <param name="lifetime">Up to 366 days.</param>
    /// <param name="hash">Base64 of the secret's SHA-256.</param>
    Task<Outcome<KeyView>> MakeAsync(string name, ImmutableArray<string> scopes, TimeSpan lifetime, string hash);

    /// <summary>Replaces the secret; the one before counts for <paramref name="overlap"/> more, up to 7 days. Refused with <c>unknown_key</c>.</summary>
    Task<Outcome<KeyView>> RotateAsync(int number, string hash, TimeSpan overlap);

    /// <summary>Ends a key at once. Refused with <c>unknown_key</c>.</summary>
    Task<Outcome> RevokeAsync(int number);

    Task<ImmutableArray<KeyView>> ListAsync();

    /// <summary>The key, and its use noted; null when number and hash open none.</summary>
    Task<KeyView?> CheckAsync(int number, string hash);
}
