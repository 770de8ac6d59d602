using MatchGrid.Cells;
using Xunit;
using static MatchGrid.Tests.Cells.Example;

namespace MatchGrid.Tests.Cells;

public sealed class UpwardPresenceTests
{
    private readonly UpwardPresence up = new(TimeSpan.FromSeconds(60));

    [Fact]
    public void Appeared_FirstTime_IsToldAtOnce()
    {
        Assert.True(up.Appeared(Insulin));
        Assert.False(up.Appeared(Insulin));
        Assert.Equal(DigestOf(Insulin), up.Told.Digest);
    }

    [Fact]
    public void TakeGone_AfterTheDelay_TellsOnce()
    {
        up.Appeared(Insulin);
        up.Vanished(Insulin, Noon);

        Assert.Empty(up.TakeGone(Noon.AddSeconds(59)));
        Assert.Equal(Noon.AddSeconds(60), up.NextDue);
        Assert.Equal(Insulin, Assert.Single(up.TakeGone(Noon.AddSeconds(60))));
        Assert.Null(up.NextDue);
        Assert.Equal(0, up.Told.Count);
    }

    [Fact]
    public void Appeared_WhileLeaving_IsNotToldAndStays()
    {
        up.Appeared(Insulin);
        up.Vanished(Insulin, Noon);

        Assert.False(up.Appeared(Insulin));
        Assert.Empty(up.TakeGone(Noon.AddHours(1)));
        Assert.True(up.Told.Contains(Insulin));
    }

    [Fact]
    public void Vanished_WhatWasNeverTold_MeansNothing()
    {
        up.Vanished(Insulin, Noon);

        Assert.Null(up.NextDue);
    }
}
