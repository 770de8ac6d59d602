using Orleans;

namespace MatchGrid.Tests.Engine.Contract;

/// <summary>
/// An engine that runs the grains of this assembly, with <see cref="Grains.WordFilter"/> as filter both ways and a grain storage named
/// <c>Test</c>. Its clock is the real one.
/// </summary>
public interface IEngineFixture
{
    IGrainFactory Grains { get; }
}
