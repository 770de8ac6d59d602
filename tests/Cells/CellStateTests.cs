using MatchGrid.Cells;
using MatchGrid.Geo;
using MatchGrid.Journals;
using MatchGrid.Messages;
using Xunit;
using static MatchGrid.Tests.Cells.Example;

namespace MatchGrid.Tests.Cells;

public sealed class CellStateTests
{
    private readonly CellState state = new();

    [Fact]
    public void Receive_FirstPharmacy_WritesToTheParentOnce()
    {
        Take(Leaf, new PharmacyListed(One, Alexanderplatz, 0));
        Take(Leaf, new PharmacyListed(Two, Alexanderplatz, 500));

        Assert.Equal([One, Two], state.Pharmacies.Keys);
        var letter = Assert.Single(state.Outbox.For(Addresses.Of(Inner)));
        Assert.Equal(new ChildListed(Leaf), letter.Body);
    }

    [Fact]
    public void Receive_PharmacyThatLeft_IsGoneAndTheParentStaysTold()
    {
        Take(Leaf, new PharmacyListed(One, Alexanderplatz, 0));
        Take(Leaf, new PharmacyUnlisted(One));
        Take(Leaf, new PharmacyListed(Two, Alexanderplatz, 0));

        Assert.Equal([Two], state.Pharmacies.Keys);
        Assert.Single(state.Outbox.For(Addresses.Of(Inner)));
    }

    [Fact]
    public void Receive_Repeated_ChangesNothing()
    {
        Take(Leaf, new PharmacyListed(One, Alexanderplatz, 0));

        Assert.Empty(CellDecider.Receive(state, Leaf, new PharmacyListed(One, Alexanderplatz, 0)));
        Assert.Empty(CellDecider.Receive(state, Leaf, new PharmacyUnlisted(Two)));
        Assert.NotEmpty(CellDecider.Receive(state, Leaf, new PharmacyListed(One, Alexanderplatz, 100)));
    }

    [Fact]
    public void Receive_OfAnotherPlaceInTheTree_ChangesNothing()
    {
        Assert.Empty(CellDecider.Receive(state, Inner, new PharmacyListed(One, Alexanderplatz, 0)));
        Assert.Empty(CellDecider.Receive(state, Inner.Parent, new ChildListed(Leaf)));
        Assert.Empty(CellDecider.Receive(state, Inner, new ChildListed(CellId.FromPoint(new(-33, 151)))));
    }

    [Fact]
    public void Receive_ChildOfAFace_HasNoParentToWriteTo()
    {
        Take(Leaf.AncestorAt(0), new ChildListed(Leaf.AncestorAt(1)));

        Assert.Equal([Leaf.AncestorAt(1)], state.Children);
        Assert.True(state.Outbox.IsEmpty);
    }

    [Fact]
    public void SetInterest_FiguresOnly_WritesNothing()
    {
        Set(Wants(Leaf, Insulin, position: 5));

        Assert.Empty(CellDecider.SetInterest(state, Wants(Leaf, Insulin, position: 6, urgency: 3, open: 9)));
        Assert.Equal(5, state.Markets[Insulin].Position);
    }

    [Fact]
    public void SetInterest_Withdrawn_IsKeptWithItsPosition()
    {
        Set(Wants(Leaf, Insulin, position: 5));
        Set(WantsNoMore(Leaf, Insulin, position: 7));

        Assert.Null(state.Markets[Insulin].First);
        Assert.True(CellDecider.IsOlder(state, Wants(Leaf, Insulin, position: 6)));
        Assert.False(CellDecider.IsOlder(state, Wants(Leaf, Insulin, position: 7)));
        Assert.Empty(CellDecider.SetInterest(state, WantsNoMore(Leaf, Valproate, position: 1)));
    }

    [Fact]
    public void Codec_EveryEventAndTheState_ComeBackTheSame()
    {
        var codec = new JournalCodec<CellState, CellEvent>(CellJson.Default.JournalRowCellEvent, CellJson.Default.CellState);
        CellEvent[] events =
        [
            new PharmacyEntered(One, new(Alexanderplatz, 500)), new PharmacyEntered(Two, new(new(0, 0), 0)), new PharmacyLeft(Two),
            new CellOccupied(Leaf), new ChildEntered(Leaf), new InterestOpened(Insulin, RankOf("R1", 3), 5),
            new InterestOpened(Valproate, RankOf("R2"), 6), new InterestClosed(Valproate, 8),
        ];
        var row = codec.DecodeRow(codec.EncodeRow(new(events)));
        Assert.Equal(events, row.Events);
        state.Apply(row);

        var read = codec.DecodeState(codec.EncodeState(state));

        Assert.Equal(state.Pharmacies, read.Pharmacies);
        Assert.Equal(state.Children, read.Children);
        Assert.Equal(state.Markets, read.Markets);
        Assert.Equal(state.Occupied, read.Occupied);
        Assert.Equal(state.Outbox.For(Addresses.Of(Inner)), read.Outbox.For(Addresses.Of(Inner)));
        Assert.Equal("""{"pharmacies":{},"children":[],"markets":{},"outbox":{},"inbound":{}}""", Text(codec.EncodeState(new())));
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => System.Text.Encoding.UTF8.GetString(bytes.Span);

    private void Take(CellId cell, Message letter) => state.Apply(new JournalRow<CellEvent>([.. CellDecider.Receive(state, cell, letter)]));

    private void Set(Markets.MarketInterest interest) => state.Apply(new JournalRow<CellEvent>([.. CellDecider.SetInterest(state, interest)]));
}
