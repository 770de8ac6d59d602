using Orleans;

namespace MatchGrid.Tests.Engine.Grains;

/// <summary>Implemented by two classes.</summary>
public interface IShapeGrain : IGrainWithStringKey
{
    Task<string> NameAsync();
}

/// <summary>Implemented by one of them.</summary>
public interface IRoundGrain : IGrainWithStringKey
{
    Task<string> RoundNameAsync();
}

/// <summary>Implemented by none.</summary>
public interface IMissingGrain : IGrainWithStringKey;

public sealed class CircleGrain : Grain, IShapeGrain, IRoundGrain
{
    public Task<string> NameAsync() => Task.FromResult($"circle {this.GetPrimaryKeyString()}");

    public Task<string> RoundNameAsync() => Task.FromResult($"round {this.GetPrimaryKeyString()}");
}

public sealed class SquareGrain : Grain, IShapeGrain
{
    public Task<string> NameAsync() => Task.FromResult($"square {this.GetPrimaryKeyString()}");
}
