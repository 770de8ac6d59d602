namespace MatchGrid.Tests.Api.Support;

/// <summary>What the engine of this build is started with, beside its data folder.</summary>
internal static class EngineSettings
{
    public static string[] For(string folder) => ["--Storage:SyncToDisk=false"];
}
