using System.Globalization;
using System.Text.Json;
using Orleans;
using Orleans.Runtime;

namespace MatchGrid.Silo.Membership;

/// <summary>A silo as its row in the membership table says it.</summary>
internal sealed record StoredSilo(string Address, SiloStatus Status, string HostName, string Name, DateTime StartedAt, IReadOnlyList<Suspicion> Suspicions)
{
    public static string Write(MembershipEntry entry) => JsonSerializer.Serialize(new StoredSilo(
        entry.SiloAddress.ToParsableString(),
        entry.Status,
        entry.HostName ?? "",
        entry.SiloName ?? "",
        entry.StartTime,
        [.. (entry.SuspectTimes ?? []).Select(one => new Suspicion(one.Item1.ToParsableString(), one.Item2))]));

    public static MembershipEntry Read(string json, DateTime aliveAt)
    {
        var stored = JsonSerializer.Deserialize<StoredSilo>(json) ?? throw new InvalidDataException("An empty row in the membership table");
        return new()
        {
            SiloAddress = SiloAddress.FromParsableString(stored.Address),
            Status = stored.Status,
            HostName = stored.HostName,
            SiloName = stored.Name,
            StartTime = stored.StartedAt.ToUniversalTime(),
            IAmAliveTime = aliveAt,
            SuspectTimes = [.. stored.Suspicions.Select(one => Tuple.Create(SiloAddress.FromParsableString(one.By), one.At.ToUniversalTime()))],
        };
    }
}

/// <summary>A vote for a silo's death.</summary>
internal sealed record Suspicion(string By, DateTime At);
