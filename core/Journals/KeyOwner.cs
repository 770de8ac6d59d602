using MatchGrid.Identifiers;

namespace MatchGrid.Journals;

/// <summary>Whose key something is written under: a patient's, or a partner's.</summary>
public readonly record struct KeyOwner(string Name)
{
    public static KeyOwner Of(PatientId patient) => new(patient.Value);

    // No pseudonym has a colon.
    public static KeyOwner Of(PartnerId partner) => new($"partner:{partner.Value}");
}
