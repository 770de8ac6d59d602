using System.Security.Cryptography;
using System.Text;
using MatchGrid.Tests.Storage.Postgres;

namespace MatchGrid.Tests.Api.Support;

/// <summary>What the engine of this build is started with: a database for each data folder, and a silo port of its own.</summary>
internal static class EngineSettings
{
    public static string[] For(string folder) =>
    [
        $"--Postgres:ConnectionString={PostgresServer.Instance.Database(NameOf(folder))}",
        $"--Cluster:Port={PostgresServer.FreePort()}",
    ];

    private static string NameOf(string folder) => "d" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..20];
}
