using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MatchGrid.Hours;
using Xunit;

namespace MatchGrid.Tests.Hours;

public sealed class OpeningHoursTests
{
    [Theory]
    [InlineData("Mo-Fr 08:00-18:30; Sa 09:00-13:00; 2026-12-25 off", "Mo-Fr 08:00-18:30; Sa 09:00-13:00; 2026-12-25 off")]
    [InlineData("  monday - friday: 8:00 – 12:00 , 14:00-18:30;", "Mo-Fr 08:00-12:00,14:00-18:30")]
    [InlineData("Mon,WED-Thu 9:00-17:00", "Mo,We-Th 09:00-17:00")]
    [InlineData("Fr-Mo 22:00-02:00", "Mo,Fr-Su 22:00-02:00")]
    [InlineData("Fr 22:00-26:00", "Fr 22:00-02:00")]
    [InlineData("08:00-20:00; Su closed", "Mo-Sa 08:00-20:00")]
    [InlineData("Mo-Su 08:00-20:00; Sa,Su off; Sa 10:00-12:00", "Mo-Fr 08:00-20:00; Sa 10:00-12:00")]
    [InlineData("Mo-Su 00:00-24:00", "24/7")]
    [InlineData("24/7; 2027-01-01 off", "24/7; 2027-01-01 off")]
    [InlineData("24/7; Mo off", "Tu-Su 00:00-24:00")]
    [InlineData("Mo 08:00-12:00,11:00-13:00,13:00-14:00", "Mo 08:00-14:00")]
    [InlineData("2026-12-24,2026-12-31 09:00-12:00; Mo-Sa 09:00-19:00", "Mo-Sa 09:00-19:00; 2026-12-24 09:00-12:00; 2026-12-31 09:00-12:00")]
    [InlineData("Mo 09:00-19:00; 2026-08-01 - 2026-08-15 off", "Mo 09:00-19:00; 2026-08-01-2026-08-15 off")]
    [InlineData("Mo 08:00-32:00", "Mo 08:00-32:00")]
    [InlineData("Mo 00:17-24:17,18:51-16:55", "Mo 00:17-40:55")]
    public void TryParse_WhatPeopleWrite_HasOneSpelling(string written, string canonical)
    {
        Assert.True(OpeningHours.TryParse(written, "Europe/Paris", out var hours, out var error), error?.ToString());
        Assert.Equal(canonical, hours.Text);
        Assert.Equal(hours, OpeningHours.Parse(canonical, "Europe/Paris"));
    }

    [Theory]
    [InlineData("", 0, "no opening")]
    [InlineData("off", 0, "no opening")]
    [InlineData("2026-12-24 08:00-12:00", 0, "no opening")]
    [InlineData("Mo-Fr 08:00-18:30 Sa 09:00-13:00", 18, "';'")]
    [InlineData("Mo-Fry 08:00-18:30", 3, "weekday")]
    [InlineData("Mo-Fr 0800-1830", 6, "time")]
    [InlineData("Mo-Fr 08:00", 11, "closing")]
    [InlineData("Mo-Fr 08:00-", 12, "time")]
    [InlineData("Mo-Fr 08:00-18:60", 12, "00:00 … 48:00")]
    [InlineData("Mo-Fr 24:00-25:00", 6, "23:59")]
    [InlineData("Mo-Fr 08:00-08:00", 6, "same time")]
    [InlineData("Mo-Fr 08:00-18:30; PH off", 19, "holidays")]
    [InlineData("Mo-Fr 08:00-18:30; 2026-02-30 off", 19, "date")]
    [InlineData("Mo-Fr 08:00-18:30; 2026-12-26-2026-12-24 off", 19, "wrong way")]
    [InlineData("Mo-Fr 08:00-18:30; 2026-12-26, Mo off", 31, "date")]
    [InlineData("Mo-Fr 08:00-18:30 ?", 18, "';'")]
    public void TryParse_Unreadable_SaysWhereAndWhy(string written, int position, string reason)
    {
        Assert.False(OpeningHours.TryParse(written, "Europe/Paris", out _, out var error));
        Assert.Equal(position, error.Position);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Europe/Atlantis")]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/localtime")]
    [InlineData("")]
    [InlineData(null)]
    public void TryParse_UnknownZone_Refuses(string? zone)
    {
        Assert.False(OpeningHours.TryParse("24/7", zone, out _, out var error));
        Assert.Equal(-1, error.Position);
        Assert.Contains("IANA", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_TooLongInAnySpelling_Refuses()
    {
        var dates = string.Join(',', Enumerable.Range(0, 300).Select(i => $"{new DateOnly(2026, 1, 1).AddDays(i):yyyy-MM-dd}"));
        Assert.False(OpeningHours.TryParse($"24/7; {dates} 08:00-09:00", "UTC", out _, out var error));
        Assert.Contains("longer", error.Message, StringComparison.Ordinal);
        Assert.False(OpeningHours.TryParse(new string(' ', 5000) + "24/7", "UTC", out _, out _));
    }

    [Fact]
    public void TryParse_RandomText_NeverThrows() => CheckProperty(Prop.ForAll(
        Gen.Elements("Mo", "Su-Fr", "off", "24/7", "08:00", "-", "25:00", "2026-12-25", "9999-99-99", ",", ";", " ", ":", "x", "4", "\0")
            .ArrayOf().ToArbitrary(),
        parts =>
        {
            if (OpeningHours.TryParse(string.Concat(parts), "UTC", out var hours, out var error))
                return OpeningHours.Parse(hours.Text, "UTC") == hours;
            return error.Position >= 0 && error.Message.Length > 0;
        }));

    [Fact]
    public void Json_Hours_ReadBackAndRefuse()
    {
        var hours = OpeningHours.Parse("Mo-Fr 08:00-18:30", "America/New_York");
        var json = JsonSerializer.Serialize(hours);
        Assert.Equal("{\"zone\":\"America/New_York\",\"hours\":\"Mo-Fr 08:00-18:30\"}", json);
        Assert.Equal(hours, JsonSerializer.Deserialize<OpeningHours>(json));
        Assert.Equal(
            hours,
            JsonSerializer.Deserialize<OpeningHours>("{\"hours\":\"Mo-Fr 08:00-18:30\",\"more\":[1,{}],\"zone\":\"America/New_York\"}"));
        var refusal = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<OpeningHours>("{\"zone\":\"UTC\",\"hours\":\"Mo 8\"}"));
        Assert.Contains("at character 4", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<OpeningHours>("\"24/7\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<OpeningHours>("{\"zone\":1}"));
    }

    [Fact]
    public void IsOpen_EveryMinuteAroundAChangeOfTheClock_IsWhatTheWallClockSays() => CheckProperty(Prop.ForAll(
        WrittenHours.Cases.ToArbitrary(),
        one =>
        {
            var hours = one.Hours.Parsed;
            for (var minute = 0; minute < 1440; minute++)
            {
                var instant = one.Start.AddMinutes(minute);
                Assert.Equal(one.Hours.IsOpen(instant), hours.IsOpen(instant));
            }
        }));

    [Fact]
    public void OpenTime_AroundAChangeOfTheClock_IsTheNumberOfOpenMinutes() => CheckProperty(Prop.ForAll(
        WrittenHours.Cases.ToArbitrary(),
        Gen.Choose(0, 4000).ToArbitrary(),
        (one, minutes) =>
        {
            var (hours, end) = (one.Hours.Parsed, one.Start.AddMinutes(minutes));
            var open = Enumerable.Range(0, minutes).Where(minute => one.Hours.IsOpen(one.Start.AddMinutes(minute))).ToList();
            Assert.Equal(TimeSpan.FromMinutes(open.Count), hours.OpenTimeBetween(one.Start, end));

            // The instant at which so much open time has passed is the end of the last of those minutes.
            var expected = open.Count == 0 ? one.Start : one.Start.AddMinutes(open[^1] + 1);
            Assert.Equal(expected, hours.AddOpenTime(one.Start, TimeSpan.FromMinutes(open.Count)));
            if (open.Count > 0) Assert.Equal(one.Start.AddMinutes(open[0]), hours.NextOpening(one.Start));
            else Assert.True(hours.NextOpening(one.Start) is not { } opening || opening >= end);
        }));

    [Fact]
    public void AddOpenTime_FractionsOfAMinute_AreKept()
    {
        var hours = OpeningHours.Parse("Mo-Fr 08:00-18:00", "UTC");
        var friday = new DateTimeOffset(2026, 1, 9, 17, 59, 59, 250, TimeSpan.Zero);
        Assert.Equal(new DateTimeOffset(2026, 1, 12, 8, 0, 0, 250, TimeSpan.Zero), hours.AddOpenTime(friday, TimeSpan.FromSeconds(1)));
        Assert.Equal(friday, hours.AddOpenTime(friday, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => hours.AddOpenTime(friday, TimeSpan.FromTicks(-1)));
        Assert.Equal(TimeSpan.Zero, hours.OpenTimeBetween(friday, friday.AddDays(-3)));
    }

    [Fact]
    public void AddOpenTime_ClosedForMonths_CountsEveryHour()
    {
        var hours = OpeningHours.Parse("Mo-Fr 08:00-18:00; 2026-01-01-2026-06-30 off", "Europe/Paris");
        var start = new DateTimeOffset(2026, 1, 9, 12, 0, 0, TimeSpan.FromHours(1));
        Assert.Equal(start.AddHours(5), hours.AddOpenTime(start, TimeSpan.FromHours(5)));
        Assert.Null(hours.NextOpening(start));
        Assert.False(hours.IsOpen(start));
    }

    [Fact]
    public void AlwaysOpen_AnyInstant_IsOpen()
    {
        var instant = new DateTimeOffset(2026, 3, 29, 2, 30, 0, TimeSpan.FromHours(2));
        Assert.True(OpeningHours.AlwaysOpen.IsOpen(instant));
        Assert.Equal(instant, OpeningHours.AlwaysOpen.NextOpening(instant));
        Assert.Equal(instant.AddDays(59), OpeningHours.AlwaysOpen.AddOpenTime(instant, TimeSpan.FromDays(59)));
        Assert.Equal(OpeningHours.AlwaysOpen, OpeningHours.Parse("24/7", "UTC"));
    }

    private static void CheckProperty(Property property) => Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), property);
}
