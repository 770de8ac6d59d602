using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Orleans;

namespace MatchGrid.Hours;

/// <summary>When a pharmacy is open: a week in its time zone, and dates that differ from it.</summary>
/// <remarks>
/// Written as in OpenStreetMap's <c>opening_hours</c>, of which this is a part: rules parted by <c>;</c>, each with days or dates, then times or
/// <c>off</c>: <c>Mo-Fr 08:00-12:30,14:00-18:30; Sa 09:00-13:00; 2026-12-25 off</c>. A later rule replaces an earlier one on the days they share;
/// dates always go before weekdays; days without a rule are closed. <c>22:00-02:00</c> lasts into the next day. <c>24/7</c> is always open.
/// Summer time is followed: an hour that the clock shows twice is open twice.
/// </remarks>
[GenerateSerializer, Immutable, Alias("hours.opening")]
[JsonConverter(typeof(OpeningHoursJsonConverter))]
public sealed record OpeningHours
{
    /// <summary>The longest text that is read.</summary>
    public const int MostCharacters = 4096;

    /// <summary>Schedules read from their texts, kept as long as the hours they belong to.</summary>
    private static readonly ConditionalWeakTable<OpeningHours, Schedule> Schedules = [];

    private OpeningHours(string text, string zone) => (Text, Zone) = (text, zone);

    /// <summary>Open at any time, as an online pharmacy or a hospital.</summary>
    public static OpeningHours AlwaysOpen { get; } = Parse("24/7", "UTC");

    /// <summary>The hours in their one canonical spelling.</summary>
    [Id(0)]
    public string Text { get; }

    /// <summary>IANA name of the time zone: <c>Europe/Paris</c>.</summary>
    [Id(1)]
    public string Zone { get; }

    internal Schedule Schedule => Schedules.GetValue(this, static hours =>
    {
        if (!TimeZones.TryFind(hours.Zone, out var zone)) throw new TimeZoneNotFoundException(hours.Zone);
        if (!OpeningHoursReader.TryRead(hours.Text, out var rules, out var error)) throw new FormatException(error.ToString());
        return new Schedule(zone, rules.Week, rules.Dated);
    });

    /// <summary>Reads hours as a person writes them: case and spaces do not matter, <c>Mon</c> and <c>Monday</c> are <c>Mo</c>.</summary>
    /// <param name="text">At most 4,096 characters.</param>
    /// <param name="zone">IANA name of a time zone that this machine knows.</param>
    /// <param name="hours">The hours, when they could be read.</param>
    /// <param name="error">Otherwise what was wrong, and where.</param>
    public static bool TryParse(
        string? text, string? zone, [NotNullWhen(true)] out OpeningHours? hours, [NotNullWhen(false)] out HoursSyntaxError? error)
    {
        hours = null;
        if (!TimeZones.TryFind(zone, out _))
        {
            error = TimeZones.Unknown(zone);
            return false;
        }

        text ??= "";
        if (text.Length <= MostCharacters)
        {
            if (!OpeningHoursReader.TryRead(text, out var rules, out error)) return false;
            text = rules.ToString();
        }

        // The canonical text can be longer, and must be readable again.
        error = text.Length <= MostCharacters ? null : new(MostCharacters, $"longer than {MostCharacters:N0} characters");
        hours = error is null ? new(text, zone) : null;
        return error is null;
    }

    /// <inheritdoc cref="TryParse"/>
    /// <exception cref="FormatException">The hours or the zone cannot be read.</exception>
    public static OpeningHours Parse(string text, string zone) =>
        TryParse(text, zone, out var hours, out var error) ? hours : throw new FormatException(error.ToString());

    public bool IsOpen(DateTimeOffset instant) => Schedule.IsOpen(instant);

    /// <summary>The first open instant from one on (itself, when open), in UTC; null when there is none within 60 days.</summary>
    public DateTimeOffset? NextOpening(DateTimeOffset instant)
    {
        foreach (var span in Schedule.Spans(instant, instant + DeadlineClock.Horizon)) return span.From;
        return null;
    }

    /// <summary>How much open time lies between two instants; none when they are the wrong way round.</summary>
    public TimeSpan OpenTimeBetween(DateTimeOffset from, DateTimeOffset until) =>
        Schedule.Spans(from, until).Aggregate(TimeSpan.Zero, (sum, span) => sum + span.Length);

    /// <summary>The instant when that much open time has passed; see <see cref="DeadlineClock.Add"/>.</summary>
    public DateTimeOffset AddOpenTime(DateTimeOffset start, TimeSpan openTime) => DeadlineClock.Add(start, openTime, this, quiet: null);

    public override string ToString() => $"{Text} ({Zone})";
}
