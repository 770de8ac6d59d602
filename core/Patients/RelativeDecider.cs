using System.Collections.Immutable;
using MatchGrid.Identifiers;
using Decision = MatchGrid.Journals.Decision<MatchGrid.Patients.PatientEvent, MatchGrid.Outcome>;

namespace MatchGrid.Patients;

/// <summary>Who may ask and answer for a patient: invited with a code that can be used once, taken back at any time. Pure.</summary>
public static class RelativeDecider
{
    /// <summary>Relatives of one patient, and patients of one relative.</summary>
    public const int Most = 8;

    public static readonly TimeSpan CodeFor = TimeSpan.FromDays(1);

    public static Decision Invite(PatientState state, string id, string name, string codeHash, DateTimeOffset now)
    {
        var events = new List<PatientEvent>();
        events.AddRange((state.Relatives ?? []).Where(one => one.Who is null && one.CodeUntil <= now).Select(one => new RelativeGone(one.Id)));
        return (state.Relatives?.Count ?? 0) - events.Count >= Most
            ? (Decision)TooMany()
            : new([.. events, new RelativeInvited(id, name, codeHash, now + CodeFor)], Outcome.Done);
    }

    /// <summary>Somebody brings a code. The same one may bring it again.</summary>
    public static Decision Join(PatientState state, PatientId own, PatientId who, string codeHash, DateTimeOffset now)
    {
        if (state.Relatives?.Find(one => one.CodeHash == codeHash && one.CodeUntil > now) is not { } invited || (invited.Who is { } other && other != who) || own == who)
            return (Outcome)new Refusal(RefusalCodes.InvalidCode, "This code is not valid, or no longer.", "code");
        return invited.Who is not null ? (Decision)Outcome.Done : new([new RelativeJoined(invited.Id, who, now)], Outcome.Done);
    }

    public static IReadOnlyList<PatientEvent> Remove(PatientState state, string id) =>
        state.Relatives?.Exists(one => one.Id == id) == true ? [new RelativeGone(id)] : [];

    /// <summary>The relative's name when somebody may act for this patient; null otherwise.</summary>
    public static string? NameOf(PatientState state, PatientId who) => state.Relatives?.Find(one => one.Who == who)?.Name;

    public static ImmutableArray<RelativeView> View(PatientState state, DateTimeOffset now) =>
    [
        .. (state.Relatives ?? []).Where(one => one.Who is not null || one.CodeUntil > now)
            .Select(one => new RelativeView(one.Id, one.Name, one.Since, one.Who is null ? one.CodeUntil : null)),
    ];

    /// <summary>Keeps for whom this one may act; whether that still holds the other decides.</summary>
    public static Decision CareFor(PatientState state, CaredFor person)
    {
        if (state.CaresFor?.Contains(person) == true)
            return Outcome.Done;
        return state.CaresFor?.Count(one => one.Patient != person.Patient) >= Most ? (Decision)TooMany() : new([new PersonAdded(person)], Outcome.Done);
    }

    public static IReadOnlyList<PatientEvent> LeaveAlone(PatientState state, PatientId patient) =>
        state.CaresFor?.Exists(one => one.Patient == patient) == true ? [new PersonGone(patient)] : [];

    private static Outcome TooMany() => new Refusal(RefusalCodes.TooManyRelatives, $"At most {Most}.");
}
