using System.Globalization;
using System.Text.Json;

namespace MatchGrid.Bench.Load;

/// <summary>
/// What webhooks cost those who wait: from a stock change to the push at a patient's socket, on a grid with webhooks and on one without, each in a
/// process of its own, in turns. Each match is delivered to one subscriber that takes it and, for one in nine, to one that does not.
/// </summary>
internal static class WebhookMeasure
{
    private const int PerPartner = 32; // as many as one may have
    private const int MostWorse = 10; // per cent
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    // On a busy machine latency is to be seen, not refusals.
    private const string NoShedding = "--Limits:MostLag=00:01:00";

    public static async Task RunAsync(string[] options)
    {
        var (rounds, warmUp, rate) = (BenchGrid.Option(options, "--rounds", 5), BenchGrid.Option(options, "--warm-up", 3), BenchGrid.Option(options, "--rate", 1_000));
        var plan = new LoadPlan(BenchGrid.Option(options, "--patients", 5_000), 100, Pharmacies: 211, BenchGrid.Option(options, "--radius", 20_000), Batch: 1);
        var (live, bad) = (BenchGrid.Option(options, "--live", 900), BenchGrid.Option(options, "--bad", 100));
        await using var receiver = await ServerProcess.StartHooksAsync();
        await using var without = new GridTarget(await ServerProcess.StartGridAsync(0, NoShedding), plan, warmUp + rounds);
        await using var with = new GridTarget(
            await ServerProcess.StartGridAsync(0, NoShedding, "--Webhooks:AllowHttp=true", "--Webhooks:AllowedNetworks:0=127.0.0.0/8"), plan, warmUp + rounds);
        await without.ConnectAsync();
        await with.ConnectAsync();
        await SubscribeAsync(with.Server, receiver.Root, plan, warmUp + rounds, live, bad);
        Console.WriteLine($"{plan.Patients:N0} patients, {live + bad:N0} subscribers, {bad:N0} of them dead or slow, {rate:N0} matched changes/s");

        var (plain, hooked, delivered) = (new List<LoadResult>(), new List<LoadResult>(), new List<double>());
        for (var number = 0; number < warmUp + rounds; number++)
        {
            foreach (var target in (GridTarget[])[without, with])
            {
                await target.AskAsync(number);
                await Task.Delay(Settling);
                var before = await TakenAsync(receiver);
                var result = await new LoadRound(target, plan, number).AtRateAsync(rate);
                // What the round sent, over the time in which the round was sent.
                await Task.Delay(Settling);
                var perSecond = (await TakenAsync(receiver) - before) / (plan.Patients / (double)rate);
                Console.WriteLine($"  {(target == with ? "with   " : "without")} {(number < warmUp ? "warm-up" : $"round {number - warmUp + 1}")}: {result}, {perSecond:N0} deliveries/s");
                if (number < warmUp)
                    continue;
                (target == with ? hooked : plain).Add(result);
                if (target == with)
                    delivered.Add(perSecond);
            }
        }

        var (a, b) = (LoadResult.MedianOf(plain), LoadResult.MedianOf(hooked));
        Console.WriteLine(
            $"webhooks: p99 {b.P99:F2} ms with, {a.P99:F2} ms without: {100 * ((b.P99 / a.P99) - 1):F0} % more (limit {MostWorse} %); "
            + $"p50 {b.Median:F2} and {a.Median:F2} ms; {delivered.Order().ElementAt(delivered.Count / 2):N0} deliveries/s (limit 1,000)");
    }

    private static async Task<long> TakenAsync(ServerProcess receiver) =>
        long.Parse(await receiver.Http.GetStringAsync(new Uri("/taken", UriKind.Relative)), CultureInfo.InvariantCulture);

    // One drug of each round, and a share of the pharmacies: the shares of those that live together are all of them.
    private static async Task SubscribeAsync(ServerProcess server, Uri receiver, LoadPlan plan, int rounds, int live, int bad)
    {
        var admin = await server.TokenAsync(new { role = "admin", subject = "hooks" });
        var (partners, shares) = ((live + bad + PerPartner - 1) / PerPartner, Math.Max(1, live / plan.Skus));
        await BenchGrid.ParallelAsync(partners * plan.Pharmacies, 32, async index =>
        {
            using var grant = new HttpRequestMessage(HttpMethod.Put, $"/v1/pharmacies/{LoadPlan.PharmacyId(index % plan.Pharmacies)}/partners/partner{index / plan.Pharmacies}");
            grant.Headers.Authorization = new("Bearer", admin);
            await server.SendAsync(grant);
        });
        await BenchGrid.ParallelAsync(live + bad, 32, async hook =>
        {
            var share = hook < live ? hook / plan.Skus % shares : hook % shares;
            var path = hook < live ? "live" : (hook - live) % 2 == 0 ? "dead" : "slow";
            var filter = new
            {
                type = (string[])["held"],
                sku = Enumerable.Range(0, rounds).Select(round => plan.SkuOf(round, hook % plan.Skus).Value),
                pharmacy = Enumerable.Range(0, plan.Pharmacies).Where(pharmacy => pharmacy % shares == share).Select(LoadPlan.PharmacyId),
            };
            await server.SendAsync(ServerProcess.Post(
                $"/v1/partners/partner{hook / PerPartner}/webhooks", admin, "application/json", JsonSerializer.Serialize(new { url = $"{receiver}{path}/{hook}", filter })));
        });
    }
}
