using MatchGrid.Feed;

namespace MatchGrid.Api.Live;

/// <summary>A match event for those who watch: coarse, and without a trace of the patient or the request.</summary>
/// <param name="Name">Of the SKU.</param>
/// <param name="Quantity">Packs.</param>
/// <param name="WaitedSeconds">From the beginning of the wait to this event.</param>
/// <param name="Pharmacy">Name of the pharmacy; left out for partners to whom it did not grant its matches, and its place too.</param>
public sealed record LiveMatchEvent(
    MatchEventKind Kind, DateTimeOffset At, string? Name, int Quantity, long WaitedSeconds, string? Pharmacy, double? Latitude, double? Longitude)
{
    public LiveMatchEvent WithoutPlace() => this with { Pharmacy = null, Latitude = null, Longitude = null };
}
