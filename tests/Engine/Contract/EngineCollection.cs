namespace MatchGrid.Tests.Engine.Contract;

/// <summary>The contract tests share one engine: the one that this build has.</summary>
[CollectionDefinition("engine")]
public sealed class EngineCollection : ICollectionFixture<EngineFixture>;
