using MatchGrid.Cells;
using MatchGrid.Geo;
using MatchGrid.Journals;
using MatchGrid.Messages;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace MatchGrid.Regions;

/// <summary>Knows every region and fills this process's board; other processes ask it. What changes the order of markets is told down the cells.</summary>
[Reentrant]
public sealed class RegionDirectoryGrain(JournalServices services)
    : JournalledGrain<DirectoryState, DirectoryEvent>(services, RegionJson.DirectoryCodec, Addresses.Regions), IRegionDirectoryGrain
{
    private IGrainTimer? timer;

    public async Task<RegionPage> GetChangesAsync(long after)
    {
        var page = State.Page(after);
        await ToldAsync();
        return page;
    }

    protected override void OnLoaded()
    {
        Services.Regions.Learn(State.Page(0));
        KeepTime();
    }

    protected override IReadOnlyList<DirectoryEvent> Receive(string from, Letter letter) => letter.Body is not RegionPublished published
        ? throw new InvalidOperationException($"no letter for the directory of regions: {letter.Body.GetType().Name}")
        : State.Secret.Length > 0
            ? [new RegionHeard(published.Facts, Now)]
            : [new SecretMade(Services.Ids.Next() + Services.Ids.Next()), new RegionHeard(published.Facts, Now)];

    protected override void OnCommitted(IReadOnlyList<DirectoryEvent> events)
    {
        KeepTime();
        var page = State.Page(State.Version - events.OfType<RegionHeard>().Count());
        if (page.Changed.IsEmpty)
            return;
        WhenTold(() =>
        {
            Services.Regions.Learn(page);
            foreach (var facts in page.Changed)
                Tell(facts);
        });
    }

    // One begins or ceases to count: its markets are told, and the next such instant is looked for.
    protected override Task OnWakeAsync()
    {
        if (State.TurnsAt is null || State.TurnsAt > Now)
            return Task.CompletedTask;
        foreach (var facts in State.Regions.Values.Select(one => one.Facts).Where(facts => !facts.Closed))
            Tell(facts);
        Commit([new DirectoryLooked(Now)]);
        return Task.CompletedTask;
    }

    private void KeepTime()
    {
        timer?.Dispose();
        timer = State.TurnsAt is { } at
            ? this.RegisterGrainTimer(_ => OnWakeAsync(), new() { DueTime = at > Now ? at - Now : TimeSpan.Zero, Period = Timeout.InfiniteTimeSpan, Interleave = true, KeepAlive = true })
            : null;
    }

    private void Tell(RegionFacts facts)
    {
        var shape = new RegionShape(facts.Area);
        foreach (var face in CellId.Faces)
            GrainFactory.GetGrain<ICellGrain>(face.ToString()).RegionsChangedAsync(shape.Centre, shape.RadiusMetres).Unawaited();
    }
}
