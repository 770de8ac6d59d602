namespace MatchGrid.Journals;

/// <summary>Which grains asked to be poked, and when: the last <c>nextWake</c> that each of them appended.</summary>
public interface IWakeIndex
{
    /// <summary>
    /// Up to <paramref name="most"/> grains whose wake is due at <paramref name="now"/>, the earliest first (ties by grain name).
    /// A grain stays due until it appends another wake; asking again returns it again.
    /// </summary>
    IReadOnlyList<string> Due(DateTimeOffset now, int most);

    /// <summary>Puts a grain off until an instant, in memory only: a restart or its next append brings its own wake back.</summary>
    void Snooze(string grain, DateTimeOffset until);

    /// <summary>What the clock showed when the process before this one was last seen to write; null when nobody knows.</summary>
    DateTimeOffset? LastClock { get; }

    /// <summary>The earliest wake of all, or null.</summary>
    DateTimeOffset? Next { get; }
}
