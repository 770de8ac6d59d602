using MatchGrid.Messages;
using MatchGrid.Patients;
using Xunit;

namespace MatchGrid.Tests.Grains.Patients;

public sealed class SubscriptionTests : PumpedGrid
{
    private long sent;

    private IPatientGrain Patient => Grid.Grains.GetGrain<IPatientGrain>("P1");

    [Fact]
    public void Subscribe_WhileEntriesComeIn_NothingFallsBetweenPageAndLive()
    {
        Send(3);
        var connection = new Connection();
        var observer = Grid.Grains.CreateObjectReference<IPatientObserver>(connection);

        // Started together: some entries are there before the subscription, some come after it.
        var earlier = Grid.Grains.GetGrain<IPatientGrain>("P1").DeliverAsync(new("request/R1", [Told(), Told()]));
        var page = Patient.SubscribeAsync(observer, null, 0);
        _ = Patient.DeliverAsync(new("request/R1", [Told()]));
        _ = Patient.DeliverAsync(new("request/R1", [Told(), Told()]));
        Grid.RunUntilIdle();

        Assert.True(earlier.IsCompleted);
        var missed = page.Result.Entries.Select(entry => entry.Number);
        Assert.Equal(Enumerable.Range(1, 8).Select(number => (long)number), missed.Concat(connection.Numbers));
        Assert.NotEmpty(connection.Numbers);
        Assert.Equal([page.Result.Epoch], connection.Epochs.Distinct());
    }

    [Fact]
    public void Subscribe_AgainWithTheLastNumberSeen_ResumesThere()
    {
        var connection = new Connection();
        var observer = Grid.Grains.CreateObjectReference<IPatientObserver>(connection);
        var epoch = Grid.Run(() => Patient.SubscribeAsync(observer, null, 0)).Epoch;
        Send(2);
        epoch = connection.Epochs[^1];
        Grid.Run(() => Patient.UnsubscribeAsync(observer));
        Send(3);
        Assert.Equal([1L, 2L], connection.Numbers);

        var page = Grid.Run(() => Patient.SubscribeAsync(observer, epoch, connection.Numbers[^1]));
        Send(1);

        Assert.Equal([3L, 4L, 5L], page.Entries.Select(entry => entry.Number));
        Assert.Equal([1L, 2L, 6L], connection.Numbers);
    }

    [Fact]
    public void Subscribe_Renewed_IsToldOnceEach()
    {
        var connection = new Connection();
        var observer = Grid.Grains.CreateObjectReference<IPatientObserver>(connection);
        Grid.Run(() => Patient.SubscribeAsync(observer, null, 0));
        for (var minute = 0; minute < 5; minute++)
        {
            Grid.Advance(TimeSpan.FromMinutes(1));
            Grid.Run(() => Patient.SubscribeAsync(observer, null, sent));
            Send(1);
        }

        Assert.Equal([1L, 2L, 3L, 4L, 5L], connection.Numbers);
    }

    [Fact]
    public void Subscribe_NotRenewed_ExpiresAfterThreeMinutes()
    {
        var connection = new Connection();
        var observer = Grid.Grains.CreateObjectReference<IPatientObserver>(connection);
        Grid.Run(() => Patient.SubscribeAsync(observer, null, 0));
        Grid.Advance(TimeSpan.FromMinutes(2.9));
        Send(1);
        Grid.Advance(TimeSpan.FromMinutes(0.2));
        Send(1);

        Assert.Equal([1L], connection.Numbers);
    }

    [Fact]
    public void Subscribe_TwoConnections_BothAreTold()
    {
        var (phone, tablet) = (new Connection(), new Connection());
        Grid.Run(() => Patient.SubscribeAsync(Grid.Grains.CreateObjectReference<IPatientObserver>(phone), null, 0));
        var second = Grid.Grains.CreateObjectReference<IPatientObserver>(tablet);
        Grid.Run(() => Patient.SubscribeAsync(second, null, 0));
        Send(1);
        Grid.Run(() => Patient.UnsubscribeAsync(second));
        Send(1);

        Assert.Equal([1L, 2L], phone.Numbers);
        Assert.Equal([1L], tablet.Numbers);
    }

    private void Send(int count)
    {
        for (var i = 0; i < count; i++)
            Deliver(Patient, "request/R1", Told());
    }

    private Letter Told() => new(++sent, new PatientTold(new(NoticeKind.Held, Now, new("R1"), Match: null)), Closes: true);

    private sealed class Connection : IPatientObserver
    {
        public List<long> Numbers { get; } = [];

        public List<string> Epochs { get; } = [];

        public Task ToldAsync(string epoch, InboxEntry entry)
        {
            Numbers.Add(entry.Number);
            Epochs.Add(epoch);
            return Task.CompletedTask;
        }
    }
}
