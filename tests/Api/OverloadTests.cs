using MatchGrid.Api.Startup;
using MatchGrid.Journals;
using MatchGrid.Tests.Api.Support;
using Microsoft.Extensions.DependencyInjection;

namespace MatchGrid.Tests.Api;

/// <summary>More than can be carried is refused early, says when to come back, and leaves nothing behind.</summary>
public sealed class OverloadTests
{
    [Fact]
    public async Task MoreThanMayBeUnderWay_IsToldToComeBack_AndIsTakenOnceThereIsRoom()
    {
        var gate = new GatedTelling();
        await using var api = await ApiUnderTest.StartAsync(null, builder => builder.Services.AddSingleton<ITelling>(gate), "--Limits:RequestsUnderWay=2");
        await api.TokenAsync("patient", "anna");
        gate.Close();
        var underWay = new[] { api.GetAsync("/v1/me", "patient:anna"), api.GetAsync("/v1/me", "patient:anna") };
        await gate.AskedTwice;

        var refused = await api.GetAsync("/v1/me", "patient:anna");

        Assert.Equal((503, "overloaded"), ((int)refused.Status, refused.Code));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 3);
        Assert.Equal(200, (int)(await api.GetAsync("/health/live")).Status);
        Assert.Contains("matchgrid_api_shed 1", (await api.GetAsync("/metrics")).Text, StringComparison.Ordinal);
        gate.Open();
        Assert.All(await Task.WhenAll(underWay), answer => Assert.Equal(200, (int)answer.Status));
        Assert.Equal(200, (int)(await api.GetAsync("/v1/me", "patient:anna")).Status);
    }

    [Fact]
    public async Task LiveConnection_TakesNoPlace()
    {
        await using var api = await ApiUnderTest.StartAsync(null, null, "--Limits:RequestsUnderWay=1");
        await using var first = await Inbox.OpenAsync(api, "anna");
        await using var second = await Inbox.OpenAsync(api, "anna");

        Assert.Equal(200, (int)(await api.GetAsync("/v1/me", "patient:anna")).Status);
    }

    [Fact]
    public async Task WorkThatWaitsTooLongForAThread_ClosesTheDoorUntilItIsDone()
    {
        var late = new TaskCompletionSource<Action>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var admission = new Admission(new() { MostLag = TimeSpan.FromMilliseconds(20) }, work =>
        {
            if (!late.TrySetResult(work))
                work(); // only the first one waits
        });
        await Until(() => !Enters());

        (await late.Task)();

        await Until(Enters);

        bool Enters()
        {
            if (!admission.TryEnter())
                return false;
            admission.Leave();
            return true;
        }

        static async Task Until(Func<bool> reached)
        {
            using var patience = new CancellationTokenSource(ApiUnderTest.Patience);
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
            while (!reached())
                await timer.WaitForNextTickAsync(patience.Token);
        }
    }
}
