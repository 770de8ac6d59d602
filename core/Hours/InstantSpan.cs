namespace MatchGrid.Hours;

/// <summary>A stretch of time, the end not included; both in UTC.</summary>
internal readonly record struct InstantSpan(DateTimeOffset From, DateTimeOffset Until)
{
    public TimeSpan Length => Until - From;
}
