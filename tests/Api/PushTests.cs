using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MatchGrid.Api.Push;
using MatchGrid.Tests.Api.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MatchGrid.Tests.Api;

/// <summary>Web Push: what a push service of our own receives, and what it can do with it.</summary>
public sealed class PushTests
{
    [Fact]
    public void Encryption_OfTheExampleInRfc8291_IsThatOfTheRfc()
    {
        var parameters = new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            D = Bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
            Q = Point("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"),
        };
        using var own = ECDiffieHellman.Create(parameters);

        var message = PushEncryption.Encrypt(
            "When I grow up, I want to be a watermelon"u8,
            Bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
            Bytes("BTBZMqHH6r4Tts7J_aSIgg"),
            own,
            Bytes("DGv6ra1nlYgDCS1FRnbzlw"));

        Assert.Equal(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
            PushEncryption.ToBase64Url(message));
    }

    [Fact]
    public async Task HeldPack_IsPushedToAClosedPage_WithoutMedicineAndSignedForThatServiceAlone()
    {
        await using var service = await PushService.StartAsync();
        await using var api = await StartAsync(service);
        var browser = new Browser(service.Root);
        var key = (await api.GetAsync("/v1/me/push-key", "patient:anna")).Body["key"]!.GetValue<string>();
        Assert.Equal(204, (int)(await api.PutAsync("/v1/me/devices", "patient:anna", browser.Subscription)).Status);
        var request = (await api.PostAsync("/v1/requests", "patient:anna", new { skus = new[] { "test:S" }, latitude = 1.0, longitude = 1.0, urgency = "critical" })).Body["id"]!.GetValue<string>();

        await api.UploadAsync("P1", """[{"sku":"test:S","onHand":1}]""");

        var push = await service.NextAsync();
        var text = browser.Decrypt(push.Body);
        Assert.Equal(("held", request), (text["kind"]!.GetValue<string>(), text["request"]!.GetValue<string>()));
        Assert.DoesNotContain("Secretin", text.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(["number", "kind", "request", "match"], text.AsObject().Select(member => member.Key));
        Assert.Equal(("aes128gcm", "high"), (push.Headers["Content-Encoding"], push.Headers["Urgency"]));
        Assert.InRange(int.Parse(push.Headers["TTL"]!, System.Globalization.CultureInfo.InvariantCulture), 1, 30 * 60); // no longer than it is held
        AssertSigned(push.Headers["Authorization"]!, key, service.Root);
    }

    [Fact]
    public async Task WhatThePatientDid_IsNotPushed_AndAGoneBrowserIsForgotten()
    {
        await using var service = await PushService.StartAsync();
        await using var api = await StartAsync(service);
        var (kept, gone) = (new Browser(service.Root), new Browser(service.Root, "gone"));
        await api.PutAsync("/v1/me/devices", "patient:anna", kept.Subscription);
        await api.PutAsync("/v1/me/devices", "patient:anna", gone.Subscription);
        var request = (await api.PostAsync("/v1/requests", "patient:anna", new { skus = new[] { "test:S" }, latitude = 1.0, longitude = 1.0 })).Body["id"];
        await api.UploadAsync("P1", """[{"sku":"test:S","onHand":1}]""");
        var both = new[] { await service.NextAsync(), await service.NextAsync() };
        Assert.Equal(["/gone", "/push"], both.Select(push => push.Path).Order());
        var hold = kept.Decrypt(both.Single(push => push.Path == "/push").Body)["match"];

        await api.PostAsync($"/v1/requests/{request}/matches/{hold}/accept", "patient:anna");
        await api.PostAsync($"/v1/pharmacies/P1/holds/{hold}/not-there", "pharmacy:P1");

        var next = await service.NextAsync();
        Assert.Equal(("/push", "broken"), (next.Path, kept.Decrypt(next.Body)["kind"]!.GetValue<string>()));
        Assert.True(service.IsEmpty);
    }

    [Fact]
    public async Task ServiceThatFails_IsTriedAgain()
    {
        await using var service = await PushService.StartAsync();
        service.Fail(2);
        await using var api = await StartAsync(service);
        var browser = new Browser(service.Root);
        await api.PutAsync("/v1/me/devices", "patient:anna", browser.Subscription);
        await api.PostAsync("/v1/requests", "patient:anna", new { skus = new[] { "test:S" }, latitude = 1.0, longitude = 1.0 });

        await api.UploadAsync("P1", """[{"sku":"test:S","onHand":1}]""");

        for (var attempt = 0; attempt < 3; attempt++)
            Assert.Equal("held", browser.Decrypt((await service.NextAsync()).Body)["kind"]!.GetValue<string>());
    }

    [Fact]
    public async Task Device_OutlivesARestartWithTheSameKey_UntilItIsTakenAway()
    {
        using var folder = new TemporaryFolder();
        await using var service = await PushService.StartAsync();
        var browser = new Browser(service.Root);
        string key;
        await using (var api = await StartAsync(service, folder.Path))
        {
            key = (await api.GetAsync("/v1/me/push-key", "patient:anna")).Body["key"]!.GetValue<string>();
            await api.PutAsync("/v1/me/devices", "patient:anna", browser.Subscription);
        }

        await using var again = await StartAsync(service, folder.Path);
        Assert.Equal(key, (await again.GetAsync("/v1/me/push-key", "patient:anna")).Body["key"]!.GetValue<string>());
        await again.PostAsync("/v1/requests", "patient:anna", new { skus = new[] { "test:S" }, latitude = 1.0, longitude = 1.0 });
        await again.UploadAsync("P1", """[{"sku":"test:S","onHand":1}]""");
        var hold = browser.Decrypt((await service.NextAsync()).Body)["match"];

        await again.SendAsync(HttpMethod.Delete, $"/v1/me/devices?endpoint={Uri.EscapeDataString(browser.Endpoint)}", "patient:anna");
        await again.PostAsync($"/v1/pharmacies/P1/holds/{hold}/not-there", "pharmacy:P1");
        await using var inbox = await Inbox.OpenAsync(again, "anna");
        await inbox.NextAsync("held");
        await inbox.NextAsync("broken");
        Assert.True(service.IsEmpty);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest", "endpoint")]
    [InlineData("https://fcm.googleapis.com.evil.example/x", "endpoint")]
    [InlineData("http://fcm.googleapis.com/x", "endpoint")]
    [InlineData("https://fcm.googleapis.com:444/x", "endpoint")]
    [InlineData("nonsense", "endpoint")]
    public async Task Device_OfAServiceThatIsNotKnown_IsRefused(string endpoint, string field)
    {
        await using var api = await ApiUnderTest.StartAsync();
        var keys = new Browser("https://fcm.googleapis.com").Keys;

        var refused = await api.PutAsync("/v1/me/devices", "patient:anna", new { endpoint, keys });

        Assert.Equal((422, field), ((int)refused.Status, refused.Field));
        Assert.Equal(204, (int)(await api.PutAsync("/v1/me/devices", "patient:anna", new { endpoint = "https://updates.push.services.mozilla.com/x", keys })).Status);
        Assert.Equal("keys.p256dh", (await api.PutAsync("/v1/me/devices", "patient:anna", new { endpoint = "https://fcm.googleapis.com/x", keys = new { p256dh = "AAAA", keys.auth } })).Field);
    }

    private static async Task<ApiUnderTest> StartAsync(PushService service, string? data = null)
    {
        var api = await ApiUnderTest.StartAsync(data, null, $"--Push:Services:0={service.Root}", "--Push:FirstWait=00:00:00.010");
        await api.PutAsync("/v1/skus/test:S", "admin:a", new { name = "Secretin 5 mg" });
        await api.PutAsync("/v1/pharmacies/P1", "admin:a", new { name = "P", latitude = 1, longitude = 1, hours = "24/7", zone = "Etc/UTC" });
        return api;
    }

    private static void AssertSigned(string authorization, string key, string audience)
    {
        var parts = authorization["vapid t=".Length..].Split(", k=");
        Assert.Equal(key, parts[1]);
        var token = parts[0].Split('.');
        using var ecdsa = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = Point(key) });
        Assert.True(ecdsa.VerifyData(
            Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"), Bytes(token[2]), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        var claims = JsonNode.Parse(Bytes(token[1]))!;
        Assert.Equal(audience, claims["aud"]!.GetValue<string>());
        Assert.InRange(DateTimeOffset.FromUnixTimeSeconds(claims["exp"]!.GetValue<long>()), DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(24));
    }

    private static byte[] Bytes(string text) => PushEncryption.FromBase64Url(text)!;

    private static ECPoint Point(string text) => new() { X = Bytes(text)[1..33], Y = Bytes(text)[33..] };

    /// <summary>A browser's side: its keys, and the reading of a message by another way through the same RFCs.</summary>
    private sealed class Browser
    {
        private readonly ECDiffieHellman key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        private readonly byte[] secret = RandomNumberGenerator.GetBytes(16);
        private readonly byte[] point;

        public Browser(string service, string name = "push")
        {
            var q = key.ExportParameters(false).Q;
            point = [4, .. q.X!, .. q.Y!];
            Endpoint = $"{service}/{name}";
        }

        public string Endpoint { get; }

        public (string p256dh, string auth) Pair => (PushEncryption.ToBase64Url(point), PushEncryption.ToBase64Url(secret));

        public KeysBody Keys => new(Pair.p256dh, Pair.auth);

        public object Subscription => new { endpoint = Endpoint, keys = Keys };

        public JsonNode Decrypt(byte[] message)
        {
            var (salt, server, cipher) = (message[..16], message[21..86], message[86..]);
            using var other = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = server[1..33], Y = server[33..] } });
            var shared = key.DeriveRawSecretAgreement(other.PublicKey);
            var input = Expand(Extract(secret, shared), [.. "WebPush: info\0"u8, .. point, .. server], 32);
            var random = Extract(salt, input);
            var text = new byte[cipher.Length - 16];
            using var aes = new AesGcm(Expand(random, "Content-Encoding: aes128gcm\0"u8.ToArray(), 16), 16);
            aes.Decrypt(Expand(random, "Content-Encoding: nonce\0"u8.ToArray(), 12), cipher.AsSpan(..^16), cipher.AsSpan(^16..), text);
            Assert.Equal(2, text[^1]);
            return JsonNode.Parse(text.AsSpan(..^1))!;
        }

        private static byte[] Extract(byte[] salt, byte[] input) => HMACSHA256.HashData(salt, input);

        private static byte[] Expand(byte[] random, byte[] about, int length) => HMACSHA256.HashData(random, (byte[])[.. about, 1])[..length];
    }

    private sealed record KeysBody(string p256dh, string auth);

    /// <summary>A push service that keeps what it gets.</summary>
    private sealed class PushService : IAsyncDisposable
    {
        private readonly WebApplication app;
        private readonly ConcurrentQueue<Push> got = [];
        private readonly SemaphoreSlim arrived = new(0);
        private int failures;

        private PushService(WebApplication app) => this.app = app;

        public string Root { get; private set; } = "";

        public bool IsEmpty => got.IsEmpty;

        public static async Task<PushService> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var service = new PushService(builder.Build());
            service.app.Run(service.TakeAsync);
            await service.app.StartAsync();
            service.Root = service.app.Urls.First().TrimEnd('/');
            return service;
        }

        public void Fail(int times) => failures = times;

        public async Task<Push> NextAsync()
        {
            Assert.True(await arrived.WaitAsync(ApiUnderTest.Patience));
            return got.TryDequeue(out var push) ? push : throw new InvalidOperationException();
        }

        public async ValueTask DisposeAsync() => await app.DisposeAsync();

        private async Task TakeAsync(HttpContext context)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            context.Response.StatusCode = (int)(context.Request.Path == "/gone" ? HttpStatusCode.Gone : Interlocked.Decrement(ref failures) >= 0 ? HttpStatusCode.BadGateway : HttpStatusCode.Created);
            got.Enqueue(new(context.Request.Path, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.FirstOrDefault(), StringComparer.OrdinalIgnoreCase), body.ToArray()));
            arrived.Release();
        }
    }

    private sealed record Push(string Path, Dictionary<string, string?> Headers, byte[] Body);
}
