using System.Collections.Immutable;
using MatchGrid.Identifiers;

namespace MatchGrid.Patients;

/// <summary>Reaches a patient's devices while no page is open. A service of the host, which may have none.</summary>
public interface IPatientAlerts
{
    /// <summary>
    /// Takes entries that were just written and the patient's devices; returns at once. To be told is not yet the permission to tell the outside: it
    /// waits for <see cref="Journals.ITelling.ToOutsideAsync"/>.
    /// </summary>
    void Alert(PatientId patient, ImmutableArray<InboxEntry> entries, ImmutableArray<PushDevice> devices);
}

/// <summary>Of a host that reaches no devices.</summary>
public sealed class NoAlerts : IPatientAlerts
{
    public void Alert(PatientId patient, ImmutableArray<InboxEntry> entries, ImmutableArray<PushDevice> devices)
    {
        // Nobody to tell.
    }
}
