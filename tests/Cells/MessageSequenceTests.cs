using MatchGrid.Cells;
using Xunit;

namespace MatchGrid.Tests.Cells;

public sealed class MessageSequenceTests
{
    private readonly MessageSequence sequence = new();

    [Fact]
    public void Take_InOrder_FollowsTheWhole()
    {
        Assert.Equal(Arrival.Whole, sequence.Take(10, 1, whole: true));
        Assert.Equal(Arrival.Change, sequence.Take(10, 2, whole: false));
        Assert.Equal(Arrival.Change, sequence.Take(10, 3, whole: false));
    }

    [Fact]
    public void Take_ChangeBeforeAnyWhole_IsAGap() => Assert.Equal(Arrival.Gap, sequence.Take(10, 1, whole: false));

    [Fact]
    public void Take_NumberMissing_IsAGapAndTheOvertakenOneIsOld()
    {
        sequence.Take(10, 1, whole: true);

        Assert.Equal(Arrival.Gap, sequence.Take(10, 3, whole: false));
        Assert.Equal(Arrival.Old, sequence.Take(10, 2, whole: false));
        Assert.Equal(Arrival.Old, sequence.Take(10, 3, whole: false));
    }

    [Fact]
    public void Take_NewEpochWithoutWhole_IsAGapUntilTheWhole()
    {
        sequence.Take(10, 5, whole: true);

        Assert.Equal(Arrival.Gap, sequence.Take(11, 1, whole: false));
        Assert.False(sequence.HasWhole);
        Assert.Equal(Arrival.Gap, sequence.Take(11, 2, whole: false));
        Assert.Equal(Arrival.Whole, sequence.Take(11, 3, whole: true));
    }

    [Fact]
    public void Take_StragglerOfAnEarlierEpoch_IsNotApplied()
    {
        sequence.Take(10, 1, whole: true);
        sequence.Take(11, 1, whole: true);

        Assert.Equal(Arrival.OfEarlierEpoch, sequence.Take(10, 2, whole: true));
        Assert.Equal(11, sequence.Epoch);
    }

    [Fact]
    public void Take_AnswerOfASenderWhoseClockIsBehind_IsTaken()
    {
        sequence.Take(11, 1, whole: true);
        Assert.Equal(Arrival.OfEarlierEpoch, sequence.Take(10, 1, whole: true));
        sequence.Ask(Example.Noon);

        Assert.Equal(Arrival.Whole, sequence.Take(10, 2, whole: true));
        Assert.Equal(Arrival.Change, sequence.Take(10, 3, whole: false));
    }

    [Fact]
    public void Ask_WithinASecond_IsAskedOnce()
    {
        Assert.True(sequence.Ask(Example.Noon));
        Assert.False(sequence.Ask(Example.Noon.AddMilliseconds(999)));
        Assert.True(sequence.Ask(Example.Noon.AddSeconds(1)));
        Assert.True(sequence.IsAsked);
        sequence.Take(1, 1, whole: true);
        Assert.False(sequence.IsAsked);
    }
}
