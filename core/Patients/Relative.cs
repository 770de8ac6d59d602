using MatchGrid.Identifiers;
using Orleans;

namespace MatchGrid.Patients;

/// <summary>Somebody whom a patient lets ask and answer for them.</summary>
/// <param name="Id">By which the patient takes it back.</param>
/// <param name="Name">As the patient calls them.</param>
/// <param name="CodeHash">Of the code.</param>
/// <param name="CodeUntil">So long the code can be used.</param>
/// <param name="Who">Pseudonym; null until the code was used.</param>
/// <param name="Since">When it was.</param>
public sealed record Relative(string Id, string Name, string CodeHash, DateTimeOffset CodeUntil, PatientId? Who = null, DateTimeOffset? Since = null);

/// <summary>The same as the patient sees it.</summary>
/// <param name="Joined">When the code was used; null while it was not.</param>
/// <param name="CodeUntil">So long the code can be used; null when it was.</param>
[GenerateSerializer, Immutable, Alias("mg.RelativeView")]
public sealed record RelativeView(
    [property: Id(0)] string Id, [property: Id(1)] string Name, [property: Id(2)] DateTimeOffset? Joined, [property: Id(3)] DateTimeOffset? CodeUntil);

/// <summary>Somebody for whom this patient may ask and answer, as long as they let them.</summary>
/// <param name="Patient">Their pseudonym.</param>
/// <param name="Name">As this one calls them.</param>
[GenerateSerializer, Immutable, Alias("mg.CaredFor")]
public sealed record CaredFor([property: Id(0)] PatientId Patient, [property: Id(1)] string Name);
