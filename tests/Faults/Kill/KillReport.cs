namespace MatchGrid.Tests.Faults.Kill;

/// <summary>What a run compared.</summary>
/// <param name="Operations">Acknowledged: uploads, requests opened, answers, hand-overs, cancellations.</param>
/// <param name="Packs">Packs that tills reported, less those handed over: each is there, once.</param>
/// <param name="Pushes">Inbox entries pushed, each once and in order.</param>
/// <param name="Events">Match events pushed to the watcher.</param>
internal sealed record KillReport(int Kills, long Operations, long Packs, int Requests, int Matches, int Pushes, int Events, int Grains, TimeSpan Wall)
{
    public override string ToString() =>
        $"{Kills} kills in {Wall.TotalSeconds:F0} s: {Operations:N0} acknowledged operations ({Requests:N0} requests, {Matches:N0} matches, {Packs:N0} packs), "
        + $"{Pushes:N0} pushes, {Events:N0} feed events compared; {Grains:N0} grains checked: nothing missing, nothing double.";
}
