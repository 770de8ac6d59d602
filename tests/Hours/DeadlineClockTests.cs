using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MatchGrid.Hours;
using Xunit;

namespace MatchGrid.Tests.Hours;

public sealed class DeadlineClockTests
{
    private static readonly QuietHours ParisNight = Quiet("22:00", "07:00", "Europe/Paris");

    [Fact]
    public void Add_OpenAndQuietInTheirOwnZones_CountsMinutesThatAreBoth() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200),
        Prop.ForAll(
            WrittenHours.Cases.ToArbitrary(),
            (from begins in Gen.Choose(0, 1439)
             from length in Gen.Choose(1, 1439)
             from zone in Gen.Elements("America/New_York", "Europe/Paris", "Asia/Kolkata")
             select (begins, length, zone)).ToArbitrary(),
            Gen.Choose(0, 3000).ToArbitrary(),
            (one, night, minutes) =>
            {
                var quiet = Quiet(Clock(night.begins), Clock((night.begins + night.length) % 1440), night.zone);
                var usable = Enumerable.Range(0, minutes).Where(minute => Usable(one.Start.AddMinutes(minute))).ToList();
                var expected = usable.Count == 0 ? one.Start : one.Start.AddMinutes(usable[^1] + 1);
                Assert.Equal(expected, DeadlineClock.Add(one.Start, TimeSpan.FromMinutes(usable.Count), one.Hours.Parsed, quiet));

                bool Usable(DateTimeOffset instant)
                {
                    var local = TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(night.zone)).DateTime;
                    var sinceQuiet = ((local.Hour * 60) + local.Minute - night.begins + 1440) % 1440;
                    Assert.Equal(sinceQuiet < night.length, quiet.IsQuiet(instant));
                    return sinceQuiet >= night.length && one.Hours.IsOpen(instant);
                }
            }));

    [Fact]
    public void Add_NothingToWaitFor_IsPlainTime()
    {
        var start = new DateTimeOffset(2026, 10, 24, 23, 0, 0, TimeSpan.FromHours(2));
        Assert.Equal(start.AddHours(2), DeadlineClock.Add(start, TimeSpan.FromHours(2), open: null, quiet: null));
        Assert.Equal(TimeSpan.Zero, DeadlineClock.Add(start, TimeSpan.FromHours(2), open: null, quiet: null).Offset);
    }

    [Fact]
    public void AddAwakeTime_OverTheNight_WaitsForTheMorning()
    {
        var lateEvening = new DateTimeOffset(2026, 10, 24, 21, 50, 0, TimeSpan.FromHours(2));
        // The clock goes back that night: seven o'clock comes an hour later.
        Assert.Equal(
            new DateTimeOffset(2026, 10, 25, 7, 20, 0, TimeSpan.FromHours(1)),
            ParisNight.AddAwakeTime(lateEvening, TimeSpan.FromMinutes(30)));
        Assert.False(ParisNight.IsQuiet(lateEvening));
        Assert.True(ParisNight.IsQuiet(lateEvening.AddMinutes(10)));
    }

    [Fact]
    public void Add_NeverBoth_CountsEveryHour()
    {
        var nightShift = OpeningHours.Parse("Mo-Su 23:00-05:00", "Europe/Paris");
        var start = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(start.AddMinutes(15), DeadlineClock.Add(start, TimeSpan.FromMinutes(15), nightShift, ParisNight));
    }

    [Theory]
    [InlineData("22:00", "22:00", "UTC", "same time")]
    [InlineData("22:00:30", "07:00", "UTC", "whole minutes")]
    [InlineData("22:00", "07:00", "Moon/Crater", "IANA")]
    public void QuietHours_WithoutMeaning_AreRefused(string from, string until, string zone, string reason)
    {
        Assert.False(QuietHours.TryCreate(TimeOnly.Parse(from), TimeOnly.Parse(until), zone, out _, out var error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void QuietHours_Json_ReadsBackAndRefuses()
    {
        Assert.Equal("{\"zone\":\"Europe/Paris\",\"hours\":\"22:00-07:00\"}", JsonSerializer.Serialize(ParisNight));
        Assert.Equal(ParisNight, JsonSerializer.Deserialize<QuietHours>(JsonSerializer.Serialize(ParisNight)));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<QuietHours>("{\"zone\":\"UTC\",\"hours\":\"22-7\"}"));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<QuietHours>("{\"zone\":\"UTC\",\"hours\":\"07:00-07:00\"}"));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<QuietHours>("{\"zone\":\"UTC\"}"));
    }

    private static QuietHours Quiet(string from, string until, string zone) =>
        QuietHours.TryCreate(TimeOnly.Parse(from), TimeOnly.Parse(until), zone, out var quiet, out var error)
            ? quiet
            : throw new FormatException(error);

    private static string Clock(int minutes) => $"{minutes / 60:00}:{minutes % 60:00}";
}
