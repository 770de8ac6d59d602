using System.Collections.Immutable;
using MatchGrid.Journals;
using MatchGrid.Messages;
using Orleans.Concurrency;

namespace MatchGrid.Keys;

/// <summary>The keys of one owner.</summary>
[Reentrant]
public sealed class KeyringGrain(JournalServices services)
    : JournalledGrain<KeyringState, KeyEvent>(services, KeyJson.Codec, Addresses.Keyring), IKeyringGrain
{
    public async Task<Outcome<KeyView>> MakeAsync(string name, ImmutableArray<string> scopes, TimeSpan lifetime, string hash) =>
        await CommitAsync(KeyringDecider.Make(State, name, scopes, lifetime, hash, Now));

    public async Task<Outcome<KeyView>> RotateAsync(int number, string hash, TimeSpan overlap) =>
        await CommitAsync(KeyringDecider.Rotate(State, number, hash, overlap, Now));

    public async Task<Outcome> RevokeAsync(int number) => await CommitAsync(KeyringDecider.Revoke(State, number, Now));

    public async Task<ImmutableArray<KeyView>> ListAsync()
    {
        var now = Now;
        ImmutableArray<KeyView> views = [.. State.Keys.Select(key => key.ViewAt(now))];
        await ToldAsync();
        return views;
    }

    public async Task<KeyView?> CheckAsync(int number, string hash) => await CommitAsync(KeyringDecider.Check(State, number, hash, Now));
}
