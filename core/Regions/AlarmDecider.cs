using MatchGrid.Identifiers;

namespace MatchGrid.Regions;

/// <summary>When an alarm is raised and when it is over. Between the two limits it stays as it is, so that nothing flickers.</summary>
public static class AlarmDecider
{
    /// <summary>Running out: what is available lasts this long at most; over when it lasts twice as long.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromHours(6);

    /// <summary>Demand rising: this many times what was asked an hour ago; over below the second.</summary>
    private const double RisingFrom = 2, RisingTo = 1.25;

    /// <summary>…and at least this many packs.</summary>
    private const int RisingPacks = 20;

    /// <summary>A pharmacy with packs that has not reported for this long.</summary>
    private static readonly TimeSpan Silent = TimeSpan.FromDays(1);

    /// <summary>Share of the last hour's matches that broke; over below the second.</summary>
    private const double BreakingFrom = 0.2, BreakingTo = 0.1;

    /// <summary>…of at least this many packs.</summary>
    private const int BreakingPacks = 20;

    public static IEnumerable<RegionEvent> Look(RegionState state, RegionFigures figures, RegionBook book, DateTimeOffset now)
    {
        foreach (var one in figures.Skus)
        {
            if (Change(state, AlarmKind.RunningOut, one.Sku, null, RunningOut(one, now), now) is { } running)
                yield return running;
            if (Change(state, AlarmKind.DemandRising, one.Sku, null, Rising(one), now) is { } rising)
                yield return rising;
            if (Change(state, AlarmKind.MatchesBreaking, one.Sku, null, Breaking(state, one, now), now) is { } breaking)
                yield return breaking;
        }

        foreach (var (pharmacy, at) in book.LastReports)
        {
            var silence = now - (at ?? now);
            if (Change(state, AlarmKind.PharmacySilent, null, pharmacy, (silence >= Silent, silence < Silent, silence.TotalHours), now) is { } silent)
                yield return silent;
        }
    }

    private static (bool On, bool Off, double Value) RunningOut(SkuFigures one, DateTimeOffset now)
    {
        var left = one.Available == 0 ? TimeSpan.Zero : one.StockOutAt is { } at ? at - now : TimeSpan.MaxValue;
        return (one.Asked > 0 && left <= Short, one.Asked == 0 || left > 2 * Short, Math.Min(left.TotalHours, 24 * 365));
    }

    private static (bool On, bool Off, double Value) Rising(SkuFigures one)
    {
        if (one.AskedHourAgo is not { } before)
            return (false, true, 0);
        var times = (double)one.Asked / Math.Max(before, 1);
        return (one.Asked >= RisingPacks && times >= RisingFrom, one.Asked < RisingPacks || times < RisingTo, times);
    }

    private static (bool On, bool Off, double Value) Breaking(RegionState state, SkuFigures one, DateTimeOffset now)
    {
        if (state.History.At(one.Sku, now - TimeSpan.FromHours(1)) is not { } before)
            return (false, true, 0);
        var (made, broken) = (one.Made - before.Made, one.Broken - before.Broken);
        var share = made <= 0 ? 0 : (double)broken / made;
        return (made >= BreakingPacks && share >= BreakingFrom, share < BreakingTo, share);
    }

    private static RegionEvent? Change(
        RegionState state, AlarmKind kind, Sku? sku, PharmacyId? pharmacy, (bool On, bool Off, double Value) measured, DateTimeOffset now)
    {
        var id = Alarm.IdOf(kind, sku, pharmacy);
        return state.Alarms.ContainsKey(id)
            ? measured.Off ? new AlarmCleared(now, id) : null
            : measured.On ? new AlarmRaised(now, new(id, kind, now, sku, pharmacy, Math.Round(measured.Value, 2))) : null;
    }
}
