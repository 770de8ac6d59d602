using System.Collections.Concurrent;
using System.Text.Json;

namespace MatchGrid.Bench.Load;

/// <summary>The grid, through its own doors: tokens, imports, requests, stock, the live hub.</summary>
internal sealed class GridTarget(ServerProcess server, LoadPlan plan, int rounds) : LoadTarget("grid", server, plan)
{
    private const string Json = "application/json";
    private const string Ndjson = "application/x-ndjson";

    private readonly string[] patients = new string[plan.Patients];
    private readonly string[] pharmacies = new string[plan.Pharmacies];

    /// <summary>Changes under way, first in, first out by pharmacy and drug: the push says both.</summary>
    private readonly ConcurrentDictionary<(string Pharmacy, string Sku), ConcurrentQueue<int>> underWay = [];

    public override Task AskAsync(int round) => BenchGrid.ParallelAsync(Plan.Patients, 32, async patient =>
    {
        var place = BenchGrid.PlaceOf(patient, Plan.Kilometres);
        await Server.SendAsync(ServerProcess.Post("/v1/requests", patients[patient], Json, JsonSerializer.Serialize(new
        {
            skus = new[] { Plan.SkuOf(round, patient).Value },
            latitude = place.Latitude,
            longitude = place.Longitude,
            radiusMetres = Plan.RadiusMetres,
        })));
    });

    public override void Expect(int round, int batch)
    {
        foreach (var change in Plan.ChangesOf(batch))
            underWay.GetOrAdd((LoadPlan.PharmacyId(Plan.PharmacyOf(batch)), Plan.SkuOf(round, change).Value), _ => new()).Enqueue(change);
    }

    public override HttpRequestMessage PostOf(int round, int batch)
    {
        var pharmacy = Plan.PharmacyOf(batch);
        return ServerProcess.Post($"/v1/pharmacies/{LoadPlan.PharmacyId(pharmacy)}/stock", pharmacies[pharmacy], Ndjson, Plan.BodyOf(round, batch));
    }

    protected override async Task PrepareAsync()
    {
        var admin = await Server.TokenAsync(new { role = "admin", subject = "bench" });
        var skus = Enumerable.Range(0, rounds * Plan.Skus).Select(i => JsonSerializer.Serialize(new { sku = $"bench:{i}", name = $"Drug {i}" }));
        await Server.SendAsync(ServerProcess.Post("/v1/skus:import", admin, Ndjson, string.Join('\n', skus)));
        var places = Enumerable.Range(0, Plan.Pharmacies).Select(i => (Id: LoadPlan.PharmacyId(i), Place: BenchGrid.PlaceOf(-1 - i, Plan.Kilometres)));
        var lines = places.Select(one => JsonSerializer.Serialize(new { id = one.Id, name = one.Id, latitude = one.Place.Latitude, longitude = one.Place.Longitude }));
        await Server.SendAsync(ServerProcess.Post("/v1/pharmacies:import", admin, Ndjson, string.Join('\n', lines)));
        for (var i = 0; i < pharmacies.Length; i++)
            pharmacies[i] = await Server.TokenAsync(new { role = "pharmacy", subject = $"till {i}", pharmacy = LoadPlan.PharmacyId(i) });
    }

    protected override async Task<(string Query, string Arguments)> HubOfAsync(int patient)
    {
        patients[patient] = await Server.TokenAsync(new { role = "patient", subject = $"patient {patient}" });
        return ($"access_token={patients[patient]}", "[null,0]");
    }

    protected override int? ChangeOf(int patient, JsonElement notice)
    {
        if (notice.GetProperty("kind").GetString() != "held")
            return null;
        var match = notice.GetProperty("match");
        var pharmacy = match.GetProperty("pharmacy").GetProperty("id").GetString()!;
        return underWay.TryGetValue((pharmacy, match.GetProperty("sku").GetProperty("sku").GetString()!), out var queue) && queue.TryDequeue(out var change)
            ? change
            : null;
    }
}
