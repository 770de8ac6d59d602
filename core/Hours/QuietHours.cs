using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Orleans;

namespace MatchGrid.Hours;

/// <summary>The hours of every day in which a patient is not to be woken, in whole minutes of the patient's own time.</summary>
[GenerateSerializer, Immutable, Alias("hours.quiet")]
[JsonConverter(typeof(QuietHoursJsonConverter))]
public sealed record QuietHours
{
    private static readonly ConditionalWeakTable<QuietHours, Schedule> Schedules = [];

    private QuietHours(TimeOnly from, TimeOnly until, string zone) => (From, Until, Zone) = (from, until, zone);

    /// <summary>Local time at which quiet begins.</summary>
    [Id(0)]
    public TimeOnly From { get; }

    /// <summary>Local time at which it ends; before <see cref="From"/>: the next morning.</summary>
    [Id(1)]
    public TimeOnly Until { get; }

    /// <summary>IANA name of the time zone.</summary>
    [Id(2)]
    public string Zone { get; }

    /// <summary>The rest of every day.</summary>
    internal Schedule Awake => Schedules.GetValue(this, static quiet =>
    {
        if (!TimeZones.TryFind(quiet.Zone, out var zone)) throw new TimeZoneNotFoundException(quiet.Zone);
        var (opens, closes) = (Minutes(quiet.Until), Minutes(quiet.From));
        LocalInterval[] awake = [new(opens, closes > opens ? closes : closes + LocalInterval.MinutesPerDay)];
        return new Schedule(zone, [.. Enumerable.Repeat(awake, 7)], []);
    });

    /// <summary>Refuses an unknown zone, parts of a minute, and quiet that begins and ends at the same time.</summary>
    public static bool TryCreate(
        TimeOnly from, TimeOnly until, string? zone, [NotNullWhen(true)] out QuietHours? quiet, [NotNullWhen(false)] out string? error)
    {
        error = !TimeZones.TryFind(zone, out _) ? TimeZones.Unknown(zone).Message
            : from == until ? "quiet hours begin and end at the same time"
            : from.Ticks % TimeSpan.TicksPerMinute != 0 || until.Ticks % TimeSpan.TicksPerMinute != 0 ? "quiet hours are whole minutes"
            : null;
        quiet = error is null ? new(from, until, zone!) : null;
        return error is null;
    }

    public bool IsQuiet(DateTimeOffset instant) => !Awake.IsOpen(instant);

    /// <summary>The instant when that much time outside quiet hours has passed; see <see cref="DeadlineClock.Add"/>.</summary>
    public DateTimeOffset AddAwakeTime(DateTimeOffset start, TimeSpan span) => DeadlineClock.Add(start, span, open: null, this);

    private static int Minutes(TimeOnly time) => (time.Hour * 60) + time.Minute;
}
