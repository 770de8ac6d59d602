using MatchGrid.Api.Live;
using MatchGrid.Api.Patients;
using MatchGrid.Api.Startup;
using MatchGrid.Journals;
using MatchGrid.Patients;
using MatchGrid.Tests.Api.Support;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans;

namespace MatchGrid.Tests.Api;

/// <summary>Every queue and every caller has an end.</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData("--Limits:LineBytes=0", "LineBytes")]
    [InlineData("--Limits:LineBytes=many", "Limits:LineBytes")]
    [InlineData("--Limits:SendTimeout=00:00:00", "SendTimeout")]
    [InlineData("--Limits:PlaceRoundedToMetres=1", "PlaceRoundedToMetres")]
    public void LimitOutOfRange_RefusesToStart_AndIsNamed(string setting, string named)
    {
        var (start, _) = StartOptions.Read([setting]);

        var refused = Assert.Throws<RefusedStartException>(() => ApiHost.Build(start!));

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Caller_WhoAsksTooOften_IsToldWhenToComeBack()
    {
        await using var api = await ApiUnderTest.StartAsync(null, null, "--Limits:CallerPerMinute=3");
        for (var i = 0; i < 3; i++)
            Assert.Equal(200, (int)(await api.GetAsync("/v1/me", "patient:anna")).Status);

        var refused = await api.GetAsync("/v1/me", "patient:anna");

        Assert.Equal((429, "rate_limited"), ((int)refused.Status, refused.Code));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(200, (int)(await api.GetAsync("/v1/me", "patient:bert")).Status);
    }

    [Fact]
    public async Task Address_ThatAsksTooOften_IsRefusedButItsPharmaciesAreNot()
    {
        await using var api = await ApiUnderTest.StartAsync(null, null, "--Limits:AddressPerMinute=4");
        await api.TokenAsync("admin", "a");
        await api.TokenAsync("patient", "anna");
        await api.GetAsync("/v1/me", "patient:anna");
        await api.GetAsync("/v1/me", "patient:anna");

        Assert.Equal(429, (int)(await api.GetAsync("/v1/me", "patient:anna")).Status);
        Assert.Equal(404, (int)(await api.GetAsync("/v1/pharmacies/P1", "admin:a")).Status);
    }

    [Fact]
    public async Task SlowClient_IsDisconnectedWhenTooMuchWaits()
    {
        await using var api = await ApiUnderTest.StartAsync(null, null, "--Limits:PushBuffer=8");
        var disconnected = new TaskCompletionSource();
        await using var connection = new PatientConnection(
            api.Service<IGrainFactory>(), new("p-slow"), new StuckClient(), () => disconnected.TrySetResult(), api.Service<NoticeShow>(), api.Service<ITelling>(),
            api.Service<ApiLimits>(), TimeProvider.System, NullLogger.Instance);
        await connection.StartAsync(null, 0);

        // One may be on its way; eight wait; the tenth at the latest is too much.
        for (var number = 1; number <= 9; number++)
            await connection.ToldAsync("", Entry(number));
        await connection.ToldAsync("", Entry(10));

        await disconnected.Task.WaitAsync(ApiUnderTest.Patience);
    }

    [Fact]
    public async Task ClientThatTakesNothing_IsDisconnectedAfterAWhile()
    {
        await using var api = await ApiUnderTest.StartAsync(null, null, "--Limits:SendTimeout=00:00:00.050");
        var disconnected = new TaskCompletionSource();
        await using var connection = new PatientConnection(
            api.Service<IGrainFactory>(), new("p-stuck"), new StuckClient(), () => disconnected.TrySetResult(), api.Service<NoticeShow>(), api.Service<ITelling>(),
            api.Service<ApiLimits>(), TimeProvider.System, NullLogger.Instance);
        await connection.StartAsync(null, 0);

        await connection.ToldAsync("", Entry(1));

        await disconnected.Task.WaitAsync(ApiUnderTest.Patience);
    }

    private static InboxEntry Entry(long number) => new(number, new(NoticeKind.Renewed, DateTimeOffset.UnixEpoch, new("r"), Match: null));

    private sealed class StuckClient : ISingleClientProxy
    {
        public Task SendCoreAsync(string method, object?[] args, CancellationToken cancellationToken = default) =>
            Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);

        public Task<T> InvokeCoreAsync<T>(string method, object?[] args, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
