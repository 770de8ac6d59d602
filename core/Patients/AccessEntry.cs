using Orleans;

namespace MatchGrid.Patients;

/// <summary>One access to what is kept of a patient; readable by the patient.</summary>
/// <param name="By"><c>you</c>, a relative by the name that the patient gave, or a role and its organisation such as <c>pharmacy P1</c>.</param>
/// <param name="What">What was looked at or changed.</param>
[GenerateSerializer, Immutable, Alias("mg.AccessEntry")]
public sealed record AccessEntry([property: Id(0)] DateTimeOffset At, [property: Id(1)] string By, [property: Id(2)] string What);
