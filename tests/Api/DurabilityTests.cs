using MatchGrid.Journals;
using MatchGrid.Tests.Api.Support;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace MatchGrid.Tests.Api;

/// <summary>Nothing is told outside before it is durable, and nothing at all when that will never be known.</summary>
public sealed class DurabilityTests : IAsyncLifetime
{
    private readonly GatedTelling gate = new();
    private ApiUnderTest api = null!;

    public async Task InitializeAsync()
    {
        api = await ApiUnderTest.StartAsync(configure: builder => builder.Services.AddSingleton<ITelling>(gate));
    }

    public async Task DisposeAsync()
    {
        gate.Open();
        await api.DisposeAsync();
    }

    [Fact]
    public async Task Answer_WaitsUntilWhatItRestsOnIsDurable()
    {
        await api.TokenAsync("admin", "a");
        gate.Close();

        var answer = api.PutAsync("/v1/pharmacies/P1", "admin:a", new { name = "P", latitude = 1, longitude = 1 });
        await gate.Asked;
        Assert.False(answer.IsCompleted);
        gate.Open();

        Assert.Equal(200, (int)(await answer).Status);
    }

    [Fact]
    public async Task Refusal_WaitsToo()
    {
        await api.TokenAsync("patient", "anna");
        gate.Close();

        var answer = api.GetAsync("/v1/requests/unheard-of", "patient:anna");
        await gate.Asked;
        Assert.False(answer.IsCompleted);
        gate.Open();

        Assert.Equal("unknown_request", (await answer).Code);
    }

    [Fact]
    public async Task HubAnswer_WaitsToo()
    {
        await using var connection = await api.ConnectAsync("patient:anna");
        await connection.StartAsync();
        gate.Close();

        var answer = connection.InvokeAsync<object>("Subscribe", null, 0L);
        await gate.Asked;
        Assert.False(answer.IsCompleted);
        gate.Open();

        await answer;
    }

    [Fact]
    public async Task Push_WaitsToo()
    {
        await api.PutAsync("/v1/skus/test:S", "admin:a", new { name = "S" });
        await api.PutAsync("/v1/pharmacies/P1", "admin:a", new { name = "P", latitude = 1, longitude = 1 });
        await api.PostAsync("/v1/requests", "patient:anna", new { skus = new[] { "test:S" }, latitude = 1.0, longitude = 1.0 });
        await using var inbox = await Inbox.OpenAsync(api, "anna");
        await api.TokenAsync("pharmacy", "P1", "P1");
        gate.Close();

        var upload = api.UploadAsync("P1", """[{"sku":"test:S","onHand":1}]""");
        await gate.AskedTwice; // by the answer and by the push
        Assert.True(inbox.IsEmpty);
        gate.Open();

        await inbox.NextAsync("held");
        await upload;
    }

    [Fact]
    public async Task StorageThatFailed_IsToldAsSuch()
    {
        await api.TokenAsync("patient", "anna");
        gate.Fail();

        var answer = await api.GetAsync("/v1/me", "patient:anna");

        Assert.Equal((503, "storage_failed"), ((int)answer.Status, answer.Code));
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal(503, (int)(await api.GetAsync("/health/ready")).Status);
        Assert.Equal(200, (int)(await api.GetAsync("/health/live")).Status);
        await using var connection = await api.ConnectAsync("patient:anna");
        await connection.StartAsync();
        await Assert.ThrowsAsync<HubException>(() => connection.InvokeAsync<object>("Subscribe", null, 0L));
    }
}
