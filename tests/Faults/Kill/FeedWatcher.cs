using System.Text.Json;

namespace MatchGrid.Tests.Faults.Kill;

/// <summary>A coordinator who watches match events over the live socket, from one process to the next. What passes while nobody listens is missed.</summary>
internal sealed class FeedWatcher(Doors doors, Promises promises)
{
    private string token = "";

    public async Task PrepareAsync() => token = await doors.TokenAsync("coordinator", "watcher");

    public Task FollowAsync(CancellationToken ended) => doors.FollowAsync(token, "WatchFeed", () => "[]", Take, ended);

    /// <summary>The parts of an event that are stored word for word.</summary>
    public static string Key(string kind, DateTimeOffset at, string sku, int quantity, long waitedSeconds, string? pharmacy) =>
        $"{kind} {at.UtcTicks} {sku} {quantity} {waitedSeconds} {pharmacy}";

    private void Take(ReadOnlyMemory<byte> message, long timestamp)
    {
        using var push = JsonDocument.Parse(message);
        foreach (var one in push.RootElement.GetProperty("arguments")[0].EnumerateArray())
        {
            var key = Key(
                one.GetProperty("kind").GetString()!, one.GetProperty("at").GetDateTimeOffset(), one.GetProperty("name").GetString()!, one.GetProperty("quantity").GetInt32(),
                one.GetProperty("waitedSeconds").GetInt64(), one.TryGetProperty("pharmacy", out var pharmacy) ? pharmacy.GetString() : null);
            promises.Events.AddOrUpdate(key, 1, (_, times) => times + 1);
        }
    }
}
