using System.Text.Json;
using System.Threading.Channels;

namespace MatchGrid.Tests.Faults.Kill;

/// <summary>
/// A patient: asks, is told over the live socket, accepts, declines, collects or cancels, and asks again. The socket comes back after each kill
/// with the last number it saw; every push must carry the next number.
/// </summary>
internal sealed class PatientAgent(int number, Doors doors, Promises promises, Need need, int skus, IReadOnlyDictionary<string, PharmacyAgent> pharmacies, Random random)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Channel<JsonElement> told = Channel.CreateUnbounded<JsonElement>();
    private readonly List<JsonElement> pushes = [];
    private readonly string name = $"patient{number}";
    private string token = "";
    private string? epoch;
    private long last;

    public async Task PrepareAsync()
    {
        token = await doors.TokenAsync("patient", name);
        var me = (await doors.SendAsync(HttpMethod.Get, "/v1/me", token)).Ok();
        promises.Pushes[me.GetProperty("id").GetString()!] = pushes;
    }

    /// <summary>Keeps the live socket until the end.</summary>
    public Task FollowAsync(CancellationToken ended) =>
        doors.FollowAsync(token, "Subscribe", () => JsonSerializer.Serialize(new object?[] { epoch, last }), Take, ended);

    /// <summary>One need after the other.</summary>
    public async Task AskAsync(Func<bool> isOver)
    {
        for (var i = 0; !isOver(); i++)
            await AskAsync(i);
    }

    /// <summary>Everything that the inbox has was pushed.</summary>
    public async Task<bool> IsCaughtUpAsync() =>
        (await doors.SendAsync(HttpMethod.Get, "/v1/inbox", token)).Ok().GetProperty("last").GetInt64() == Volatile.Read(ref last);

    private async Task AskAsync(int i)
    {
        var sku = (number + i) % skus;
        need.Ask(sku);
        var body = JsonSerializer.Serialize(new { skus = new[] { Need.SkuOf(sku) }, quantity = 1, latitude = 40.7, longitude = -74.0, radiusMetres = 5_000, urgency = "soon" });
        var request = (await doors.SendAsync(HttpMethod.Post, "/v1/requests", token, body, key: $"{name}-{i}")).Ok().GetProperty("id").GetString()!;
        promises.Open(request, name);
        var match = await HeldAsync(request);
        if (random.Next(5) == 0)
        {
            need.Ask(sku); // that pharmacy is out for this request
            (await AnswerAsync(request, match, "decline")).OkOr("match_ended");
            promises.Match(IdOf(match), "declined");
            match = await HeldAsync(request);
        }

        (await AnswerAsync(request, match, "accept")).OkOr("already_accepted");
        promises.Match(IdOf(match), "accepted");
        if (random.Next(5) == 0)
        {
            (await doors.SendAsync(HttpMethod.Delete, $"/v1/requests/{request}", token)).OkOr("request_ended");
            promises.Cancel(request);
            await NoticeAsync(request, "cancelled");
            return;
        }

        var pharmacy = match.GetProperty("pharmacy").GetProperty("id").GetString()!;
        await pharmacies[pharmacy].HandOverAsync(IdOf(match), match.GetProperty("code").GetString()!, Need.SkuOf(sku));
        await NoticeAsync(request, "collected");
    }

    private async Task<JsonElement> HeldAsync(string request) => (await NoticeAsync(request, "held")).GetProperty("match");

    private Task<Reply> AnswerAsync(string request, JsonElement match, string answer) =>
        doors.SendAsync(HttpMethod.Post, $"/v1/requests/{request}/matches/{IdOf(match)}/{answer}", token);

    private static string IdOf(JsonElement match) => match.GetProperty("id").GetString()!;

    private async Task<JsonElement> NoticeAsync(string request, string kind)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            JsonElement notice;
            try
            {
                notice = await told.Reader.ReadAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new PromiseBrokenException($"{name} was never told that {request} is {kind}");
            }

            if (notice.GetProperty("request").GetString() != request || notice.GetProperty("kind").GetString() is "lapsed" or "no_show" or "broken")
                throw new PromiseBrokenException($"{name} waits for {kind} of {request} and is told {notice}");
            if (notice.GetProperty("kind").GetString() == kind)
                return notice;
        }
    }

    private void Take(ReadOnlyMemory<byte> message, long timestamp)
    {
        using var push = JsonDocument.Parse(message);
        var notice = push.RootElement.GetProperty("arguments")[0].Clone();
        var next = notice.GetProperty("number").GetInt64();
        if (next != last + 1)
            throw new PromiseBrokenException($"{name} saw number {last} and is pushed {next}");
        if ((epoch ??= notice.GetProperty("epoch").GetString()) != notice.GetProperty("epoch").GetString())
            throw new PromiseBrokenException($"{name} knew epoch {epoch} and is told {notice}");
        pushes.Add(notice);
        Volatile.Write(ref last, next);
        told.Writer.TryWrite(notice);
    }
}
