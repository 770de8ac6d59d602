using MatchGrid.Identifiers;
using MatchGrid.Messages;
using MatchGrid.Patients;
using Xunit;

namespace MatchGrid.Tests.Grains.Patients;

public sealed class ReservationTests : PumpedGrid
{
    private IPatientGrain Patient => Grid.Grains.GetGrain<IPatientGrain>("P1");

    [Fact]
    public void Reserve_AGroupThatIsReserved_IsRefusedForAnyOtherRequest()
    {
        Assert.Null(Reserve("group", "R1"));
        Assert.Null(Reserve("group", "R1"));
        Assert.Equal(RefusalCodes.GroupAlreadyRequested, Reserve("group", "R2"));
        Assert.Equal(RefusalCodes.RequestExists, Reserve("other", "R1"));
        Assert.Null(Reserve("other", "R2"));
        Assert.Equal(new RequestId("R2"), Grid.Run(() => Patient.GetRequestOfAsync("other")));
    }

    [Fact]
    public void Reserve_MoreThanAllowed_IsRefusedUntilOneEnds()
    {
        for (var i = 1; i <= 3; i++)
            Assert.Null(Reserve($"group{i}", $"R{i}"));
        Assert.Equal(RefusalCodes.TooManyRequests, Reserve("group4", "R4"));

        Close(2, "group2");
        Assert.Null(Reserve("group4", "R4"));
    }

    [Fact]
    public void Close_ByLetter_FreesTheGroupForAnotherRequest()
    {
        Reserve("group", "R1");
        Close(1, "group");

        Assert.Null(Grid.Run(() => Patient.GetRequestOfAsync("group")));
        Assert.Null(Reserve("group", "R2"));
        Close(1, "group", number: 8);
        Assert.Equal(new RequestId("R2"), Grid.Run(() => Patient.GetRequestOfAsync("group")));
    }

    [Fact]
    public void Release_OfARefusedRequest_LeavesNoTrace()
    {
        Reserve("group", "R1");
        Grid.Run(() => Patient.ReleaseAsync("group", new("R9")));
        Assert.Equal(new RequestId("R1"), Grid.Run(() => Patient.GetRequestOfAsync("group")));

        Grid.Run(() => Patient.ReleaseAsync("group", new("R1")));
        Assert.Empty(Grid.Run(Patient.GetRequestsAsync));
        Assert.Null(Reserve("group", "R2"));
    }

    [Fact]
    public async Task Requests_AfterMany_AreTheOpenOnesAndTheLast64ThatEnded()
    {
        Reserve("open", "open");
        for (var i = 1; i <= 70; i++)
        {
            Reserve("group", $"R{i}");
            Close(i, "group");
        }

        await RestartAsync();
        var requests = Grid.Run(Patient.GetRequestsAsync).Select(id => id.Value).ToList();
        Assert.Equal(Enumerable.Range(7, 64).Reverse().Select(i => $"R{i}").Append("open"), requests);
    }

    protected override void Configure(GridOptions options) => options.MostOpenRequestsPerPatient = 3;

    private string? Reserve(string group, string request) => Grid.Run(() => Patient.ReserveAsync(group, new(request))).Refusal?.Code;

    private void Close(int request, string group, long number = 5) =>
        Deliver(Patient, $"request/R{request}", new Letter(number, new RequestClosed(new($"R{request}"), group), Closes: true));
}
