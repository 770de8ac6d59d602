using System.Collections.Concurrent;
using Orleans;

namespace MatchGrid.Tests.Engine.Grains;

public sealed class LifeGrain : Grain, ILifeGrain
{
    private int _activation;
    private string? _gate;

    public static ConcurrentDictionary<string, ConcurrentQueue<string>> Records { get; } = [];

    private ConcurrentQueue<string> Record => Records.GetOrAdd(this.GetPrimaryKeyString(), _ => []);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        _activation = Record.Count(line => line.StartsWith("activated", StringComparison.Ordinal)) + 1;
        Record.Enqueue($"activated {_activation}");
        if (this.GetPrimaryKeyString().StartsWith("fails-once", StringComparison.Ordinal) && _activation == 1)
            throw new InvalidDataException("not this time");
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_gate is not null)
        {
            Gates.Open($"{_gate}-in");
            await Gates.Opened(_gate);
        }
        Record.Enqueue($"deactivated {_activation} {reason.ReasonCode}");
        if (this.GetPrimaryKeyString().StartsWith("fails-at-end", StringComparison.Ordinal))
            throw new InvalidDataException("at the end");
        Gates.Open($"{this.GetPrimaryKeyString()}-{_activation}-gone");
    }

    public Task<int> ActivationAsync() => Task.FromResult(_activation);

    public Task<int> DeactivateAsync()
    {
        DeactivateOnIdle();
        return Task.FromResult(_activation);
    }

    public Task DeactivateThroughAsync(string gate)
    {
        _gate = gate;
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task WaitAtAsync(string gate)
    {
        Gates.Open($"{gate}-in");
        await Gates.Opened(gate);
    }
}
