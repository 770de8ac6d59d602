using System.Text.Json;

namespace MatchGrid.Tests.Faults.Kill;

/// <summary>A pharmacy: its till reports numbered batches as fast as they are answered, its counter hands packs over.</summary>
internal sealed class PharmacyAgent(string id, Doors doors, Promises promises, Need need, Random random)
{
    private const int BulkLines = 9;

    /// <summary>SKUs that nobody asks for.</summary>
    public const int BulkSkus = 50;

    private string token = "";

    public static string BulkSku(int number) => $"test:bulk{number}";

    public async Task PrepareAsync() => token = await doors.TokenAsync("pharmacy", $"till {id}", id);

    /// <summary>Nine lines that nobody waits for, and a pack that somebody may wait for.</summary>
    public async Task ReportAsync(Func<bool> isOver)
    {
        for (var number = 0L; !isOver();)
        {
            var lines = Enumerable.Range(0, BulkLines).Select(_ => (Sku: BulkSku(random.Next(BulkSkus)), Packs: 1 + random.Next(3))).ToList();
            if (need.Next() is { } wanted)
                lines.Add((wanted, 1));
            var body = JsonSerializer.Serialize(lines.Select(line => new { sku = line.Sku, delta = line.Packs }));
            var answer = (await doors.SendAsync(HttpMethod.Post, $"/v1/pharmacies/{id}/stock?source=till&firstNumber={number + 1}", token, body)).Ok();
            var taken = answer.GetProperty("applied").GetInt64() + answer.GetProperty("repeated").GetInt64();
            number += lines.Count;
            if (taken != lines.Count || answer.TryGetProperty("gapFrom", out _) || answer.GetProperty("lastNumber").GetInt64() != number)
                throw new PromiseBrokenException($"{id} sent up to {number} and is told {answer}");
            foreach (var (sku, packs) in lines)
                promises.Add(id, sku, packs);
            promises.Upload(id, number);
        }
    }

    public async Task HandOverAsync(string hold, string code, string sku)
    {
        var body = JsonSerializer.Serialize(new { code, hold });
        (await doors.SendAsync(HttpMethod.Post, $"/v1/pharmacies/{id}/hand-over", token, body)).OkOr("hold_ended", "unknown_hold");
        promises.Match(hold, "collected");
        promises.Add(id, sku, -1);
    }

    /// <summary>Whether it holds nothing for anybody.</summary>
    public async Task<bool> IsFreeAsync() =>
        (await doors.SendAsync(HttpMethod.Get, $"/v1/pharmacies/{id}/holds", token)).Ok().GetProperty("holds").GetArrayLength() == 0;
}
