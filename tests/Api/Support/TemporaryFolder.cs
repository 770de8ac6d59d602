namespace MatchGrid.Tests.Api.Support;

/// <summary>A folder of one test's own, gone when disposed.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("matchgrid-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
