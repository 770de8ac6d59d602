using System.Collections.Immutable;
using MatchGrid.Journals;

namespace MatchGrid.Keys;

/// <summary>The keys of one owner, folded from events. A key that was revoked is gone, and its number is not given again.</summary>
public sealed class KeyringState : JournalledState<KeyEvent>
{
    /// <summary>In the order in which they were made; for snapshots.</summary>
    public List<StoredKey> Keys { get; init; } = [];

    /// <summary>Number of the newest key; 0 when there was none yet.</summary>
    public int Last { get; set; }

    public StoredKey? Find(int number) => Keys.Find(key => key.Number == number);

    public override void Apply(KeyEvent change)
    {
        switch (change)
        {
            case KeyMade made:
                Last = made.Number;
                Keys.Add(new(made.Number, made.Name, made.Scopes, made.At, made.ExpiresAt, made.Hash));
                break;
            case KeyRotated rotated:
                Replace(rotated.Number, key => key with { Hash = rotated.Hash, OldHash = key.Hash, OldUntil = rotated.OldUntil, ExpiresAt = rotated.ExpiresAt });
                break;
            case KeyRevoked revoked:
                Keys.RemoveAll(key => key.Number == revoked.Number);
                break;
            case KeyUsed used:
                Replace(used.Number, key => key with { LastUsedAt = used.At });
                break;
            default:
                throw new InvalidOperationException($"no such event: {change.GetType().Name}");
        }
    }

    private void Replace(int number, Func<StoredKey, StoredKey> change)
    {
        var index = Keys.FindIndex(key => key.Number == number);
        Keys[index] = change(Keys[index]);
    }
}

/// <summary>A key with the hashes that it is known by.</summary>
public sealed record StoredKey(
    int Number, string Name, ImmutableArray<string> Scopes, DateTimeOffset MadeAt, DateTimeOffset ExpiresAt, string Hash,
    string? OldHash = null, DateTimeOffset? OldUntil = null, DateTimeOffset? LastUsedAt = null)
{
    public KeyView ViewAt(DateTimeOffset now) => new(Number, Name, Scopes, MadeAt, ExpiresAt, LastUsedAt, OldUntil > now ? OldUntil : null);
}
