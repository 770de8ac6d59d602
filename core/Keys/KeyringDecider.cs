using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using MatchGrid.Journals;

namespace MatchGrid.Keys;

/// <summary>What a keyring decides. Pure: state and command in, events and reply out.</summary>
public static class KeyringDecider
{
    /// <summary>Keys of one owner.</summary>
    public const int MostKeys = 16;

    /// <summary>The last use is noted again after this long.</summary>
    public static readonly TimeSpan UseNotedAfter = TimeSpan.FromMinutes(5);

    /// <summary>The longest that a key lives, and the longest that two secrets of it count.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);
    public static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(7);

    public static Decision<KeyEvent, Outcome<KeyView>> Make(
        KeyringState state, string name, ImmutableArray<string> scopes, TimeSpan lifetime, string hash, DateTimeOffset now)
    {
        if (state.Keys.Count >= MostKeys)
            return Refuse(RefusalCodes.TooManyKeys, $"At most {MostKeys} keys: revoke one.");
        if (lifetime <= TimeSpan.Zero || lifetime > Longest)
            return Refuse(RefusalCodes.InvalidField, $"A key lives up to {Longest.TotalDays:N0} days.", "expiresInDays");
        var made = new KeyMade(now, state.Last + 1, name, scopes, hash, now + lifetime);
        return new([made], new KeyView(made.Number, name, scopes, now, made.ExpiresAt, null, null));
    }

    /// <summary>A new secret, and a new life as long as the last; the secret before counts for a while.</summary>
    public static Decision<KeyEvent, Outcome<KeyView>> Rotate(KeyringState state, int number, string hash, TimeSpan overlap, DateTimeOffset now)
    {
        if (state.Find(number) is not { } key)
            return Refuse(RefusalCodes.UnknownKey, "There is no such key.");
        if (overlap < TimeSpan.Zero || overlap > LongestOverlap)
            return Refuse(RefusalCodes.InvalidField, $"Two secrets count for up to {LongestOverlap.TotalDays:N0} days.", "overlapSeconds");
        var rotated = new KeyRotated(now, number, hash, now + overlap, now + (key.ExpiresAt - key.MadeAt));
        return new([rotated], key.ViewAt(now) with { ExpiresAt = rotated.ExpiresAt, OldSecretUntil = overlap > TimeSpan.Zero ? rotated.OldUntil : null });
    }

    public static Decision<KeyEvent, Outcome> Revoke(KeyringState state, int number, DateTimeOffset now) => state.Find(number) is null
        ? new([], new Refusal(RefusalCodes.UnknownKey, "There is no such key."))
        : new([new KeyRevoked(now, number)], Outcome.Done);

    /// <summary>The key that a secret's hash opens; null for a wrong, ended or revoked one.</summary>
    public static Decision<KeyEvent, KeyView?> Check(KeyringState state, int number, string hash, DateTimeOffset now)
    {
        if (state.Find(number) is not { } key || key.ExpiresAt <= now || !(Same(key.Hash, hash) || (key.OldUntil > now && Same(key.OldHash!, hash))))
            return new([], null);
        return new(key.LastUsedAt > now - UseNotedAfter ? [] : [new KeyUsed(now, number)], key.ViewAt(now));
    }

    private static bool Same(string a, string b) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b));

    private static Decision<KeyEvent, Outcome<KeyView>> Refuse(string code, string message, string? field = null) => new([], new Refusal(code, message, field));
}
