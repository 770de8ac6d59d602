using MatchGrid.Patients;
using MatchGrid.Replay.Conduct;
using MatchGrid.Requests;
using Xunit;

namespace MatchGrid.Tests.Replay;

public sealed class PeopleTests
{
    private const int Matches = 20_000;
    private static readonly DateTimeOffset At = new(2022, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Held_IsDeclinedUnansweredOrAccepted_AtTheStatedRates()
    {
        var answers = Enumerable.Range(0, Matches).Select(index => Told(NoticeKind.Held, index).FirstOrDefault(step => step.Kind != StepKind.SetAside)?.Kind).ToList();

        Assert.InRange(Share(answers, StepKind.Decline), 0.11, 0.13);
        Assert.InRange(Share(answers, null), 0.09, 0.11);
        Assert.InRange(Share(answers, StepKind.Accept), 0.77, 0.79);
    }

    [Fact]
    public void Accepted_IsCollectedOrNotThereOrANoShow_AtTheStatedRates()
    {
        var visits = Enumerable.Range(0, Matches).Select(index => Told(NoticeKind.Accepted, index).SingleOrDefault()?.Kind).ToList();

        Assert.InRange(Share(visits, null), 0.09, 0.11);
        Assert.InRange(Share(visits, StepKind.NotThere), 0.015, 0.022);
        Assert.InRange(Share(visits, StepKind.Collect), 0.87, 0.9);
    }

    [Fact]
    public void Steps_ComeBeforeTheMatchEnds()
    {
        var steps = Enumerable.Range(0, Matches).SelectMany(index => Told(NoticeKind.Held, index).Concat(Told(NoticeKind.Accepted, index)));

        Assert.All(steps, step => Assert.InRange(step.At, At, At.AddHours(2).AddTicks(-1)));
    }

    [Fact]
    public void SameMatch_IsDecidedTheSameWay_AndAnotherSeedDiffers()
    {
        Assert.Equal(Told(NoticeKind.Held, 5, seed: 3), Told(NoticeKind.Held, 5, seed: 3));
        Assert.NotEqual(
            Enumerable.Range(0, 50).SelectMany(index => Told(NoticeKind.Held, index, seed: 3)),
            Enumerable.Range(0, 50).SelectMany(index => Told(NoticeKind.Held, index, seed: 4)));
    }

    [Theory]
    [InlineData(NoticeKind.Lapsed)]
    [InlineData(NoticeKind.Broken)]
    [InlineData(NoticeKind.Collected)]
    [InlineData(NoticeKind.Extended)]
    public void Ends_AskForNothing(NoticeKind kind) => Assert.Empty(Told(kind, 1));

    private static List<Step> Told(NoticeKind kind, int index, int seed = 1)
    {
        var match = new Match(
            new($"hold-{index}"), new("P1"), new("ndc:00069-1085-30"), 1, "CODE", MatchStatus.Held, At, At.AddHours(2), false, 0, 0, null, null, null);
        return [.. new People(seed, new()).Told(0, new(kind, At, new("r"), match))];
    }

    private static double Share(List<StepKind?> kinds, StepKind? kind) => kinds.Count(candidate => candidate == kind) / (double)kinds.Count;
}
