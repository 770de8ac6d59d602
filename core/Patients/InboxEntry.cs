using System.Collections.Immutable;
using Orleans;

namespace MatchGrid.Patients;

/// <summary>A notice with its number in the patient's inbox.</summary>
/// <param name="Number">1, 2, 3 … without a gap.</param>
[GenerateSerializer, Immutable, Alias("mg.InboxEntry")]
public sealed record InboxEntry([property: Id(0)] long Number, [property: Id(1)] PatientNotice Notice);

/// <summary>Part of an inbox.</summary>
/// <param name="Epoch">Changes when the inbox may have lost entries (an older backup was restored): a client then starts over.</param>
/// <param name="First">Number of the oldest entry still kept; 0 for an empty inbox.</param>
/// <param name="Last">Number of the newest entry; 0 for an empty inbox.</param>
/// <param name="StartOver">The place named is none of this inbox: whoever holds entries up to it forgets them and takes these from the first on.</param>
[GenerateSerializer, Immutable, Alias("mg.InboxPage")]
public sealed record InboxPage(
    [property: Id(0)] string Epoch,
    [property: Id(1)] long First,
    [property: Id(2)] long Last,
    [property: Id(3)] ImmutableArray<InboxEntry> Entries,
    [property: Id(4)] bool StartOver = false);

/// <summary>What the patient wishes and who the patient is; stands nowhere else.</summary>
/// <param name="DisplayName">Optional; never leaves this grain but to the patient.</param>
[GenerateSerializer, Immutable, Alias("mg.PatientProfile")]
public sealed record PatientProfile([property: Id(0)] string? DisplayName, [property: Id(1)] string? Language);
