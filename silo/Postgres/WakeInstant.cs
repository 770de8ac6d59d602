namespace MatchGrid.Silo.Postgres;

/// <summary>Wakes as they are stored: whole milliseconds, never earlier than asked for.</summary>
internal static class WakeInstant
{
    /// <summary>Null for never.</summary>
    public static long? ToStored(DateTimeOffset? wake) =>
        wake is not { } at || at > DateTimeOffset.MaxValue.AddDays(-1) ? null : at.AddTicks(TimeSpan.TicksPerMillisecond - 1).ToUnixTimeMilliseconds();

    public static DateTimeOffset? Rounded(DateTimeOffset? wake) => ToStored(wake) is { } stored ? DateTimeOffset.FromUnixTimeMilliseconds(stored) : null;
}
