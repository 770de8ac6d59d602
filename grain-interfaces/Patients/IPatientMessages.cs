using MatchGrid.Identifiers;

namespace MatchGrid.Patients;

/// <summary>Sends text messages and e-mails. A service of the host, which may have none.</summary>
public interface IPatientMessages
{
    /// <summary>
    /// Takes an entry that is to be told; returns at once, and says later what became of it: <see cref="IPatientGrain.MessageTriedAsync"/>. It waits for
    /// <see cref="Journals.ITelling.ToOutsideAsync"/>.
    /// </summary>
    void Send(PatientId patient, Contact contact, InboxEntry entry);
}

/// <summary>Of a host that sends none: they wait until one does, or it is too late.</summary>
public sealed class NoMessages : IPatientMessages
{
    public void Send(PatientId patient, Contact contact, InboxEntry entry)
    {
        // Nobody to tell.
    }
}
