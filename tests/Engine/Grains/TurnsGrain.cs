using Orleans;
using Orleans.Concurrency;

namespace MatchGrid.Tests.Engine.Grains;

public class TurnsGrain : Grain, ITurnsGrain
{
    private readonly List<string> _notes = [];
    private int _count;

    public async Task<string> WaitAtAsync(string name)
    {
        _notes.Add($"{name} in");
        Gates.Open($"{name}-in");
        await Gates.Opened(name);
        _notes.Add($"{name} out");
        return string.Join(", ", _notes);
    }

    public Task NoteAsync(string text)
    {
        _notes.Add(text);
        return Task.CompletedTask;
    }

    public Task NoteBetweenAsync(string text) => NoteAsync(text);

    public async Task<int> CountAcrossAwaitAsync()
    {
        var read = _count;
        await Task.Yield();
        _count = read + 1;
        return _count;
    }

    public async Task CountInTurnsAsync(int turns)
    {
        for (var i = 0; i < turns; i++)
        {
            _count++;
            await Task.Yield();
        }
    }

    public Task<int> CountAsync() => Task.FromResult(_count);

    public async Task<bool> StaysOnSchedulerAsync()
    {
        var own = TaskScheduler.Current;
        var stays = own != TaskScheduler.Default;
        await Task.Yield();
        stays &= TaskScheduler.Current == own;
        await Task.Delay(TimeSpan.FromMilliseconds(1), ServiceProvider.GetService(typeof(TimeProvider)) as TimeProvider ?? TimeProvider.System);
        stays &= TaskScheduler.Current == own;
        await GrainFactory.GetGrain<ITurnsGrain>(this.GetPrimaryKeyString() + "-other").CountAcrossAwaitAsync();
        stays &= TaskScheduler.Current == own;
        await NestedAsync();
        return stays && TaskScheduler.Current == own;

        async Task NestedAsync()
        {
            await Task.WhenAll(
                GrainFactory.GetGrain<ITurnsGrain>(this.GetPrimaryKeyString() + "-a").CountAsync(),
                GrainFactory.GetGrain<ITurnsGrain>(this.GetPrimaryKeyString() + "-b").CountAcrossAwaitAsync());
            stays &= TaskScheduler.Current == own;
        }
    }

    public virtual Task<int> CallSelfAsync() => this.AsReference<ITurnsGrain>().CountAcrossAwaitAsync();
}

[Reentrant]
public sealed class InterleavingTurnsGrain : TurnsGrain, IInterleavingTurnsGrain
{
    public override Task<int> CallSelfAsync() => this.AsReference<IInterleavingTurnsGrain>().CountAcrossAwaitAsync();
}
