using MatchGrid.Identifiers;

namespace MatchGrid.Patients;

/// <summary>A request as its patient keeps it.</summary>
/// <param name="Group">The substitution group it reserves while it is open.</param>
/// <param name="LastNumber">The last letter taken from it.</param>
public readonly record struct PatientRequest(RequestId Id, string Group, bool IsOpen, long LastNumber);
