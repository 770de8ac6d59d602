using MatchGrid.Api.Patients;
using MatchGrid.Api.Pharmacies;
using MatchGrid.Api.Regions;

namespace MatchGrid.Api.Live;

/// <summary>A client method that the hub calls, with its one argument. The AsyncAPI document names all of them.</summary>
public sealed record LivePush(string Method, Type Argument, string Summary)
{
    public static LivePush Inbox { get; } = new("inbox", typeof(InboxNotice), "The next entry of the patient's inbox, to those who subscribed");

    public static LivePush Holds { get; } = new("holds", typeof(HoldsAnswer), "All live holds of the pharmacy, to those who watch them");

    public static LivePush Confirm { get; } = new("confirm", typeof(ConfirmationsAnswer), "Lines that the pharmacy is asked to confirm, to those who watch its holds");

    public static LivePush MatchEvent { get; } = new("matchEvent", typeof(LiveMatchEvent[]), "The latest match events, to those who watch the feed");

    public static LivePush RegionFigures { get; } = new("regionFigures", typeof(FiguresAnswer), "A crisis region's figures, to those who watch it");

    public static LivePush RegionAlarm { get; } = new("regionAlarm", typeof(AlarmAnswer), "An alarm of a crisis region, to those who watch it");

    public static IReadOnlyList<LivePush> All { get; } = [Inbox, Holds, Confirm, MatchEvent, RegionFigures, RegionAlarm];
}
