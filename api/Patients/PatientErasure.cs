using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Patients;
using MatchGrid.Requests;
using Orleans;

namespace MatchGrid.Api.Patients;

/// <summary>
/// Erases a patient: gives back what is held, takes back every consent, and destroys the key under which everything about the patient is written, in
/// the log, its snapshots and every copy of them. What the feed counted stays, under a name that leads to nobody any more.
/// </summary>
public sealed class PatientErasure(IGrainFactory grains, PatientKeys keys, TimeProvider time)
{
    /// <summary>What was given back is told meanwhile; what is not by then, lapses by itself.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    /// <summary>Null when it is done.</summary>
    public async Task<Refusal?> EraseAsync(PatientId patient)
    {
        if (keys.Keys is not { } store)
            return new(RefusalCodes.ErasureUnavailable, "The operator gave no key (Patients:Key): nothing is encrypted here, and so nobody can be erased.");
        var grain = grains.GetGrain<IPatientGrain>(patient.Value);
        var requests = await grain.GetRequestsAsync();
        foreach (var request in requests)
            await grains.GetGrain<IRequestGrain>(request.Value).CancelAsync(patient); // one that is over says so
        foreach (var partner in await grain.GetConsentsAsync())
            await grain.ConsentAsync(partner, granted: false);
        await Task.Delay(Settling, time);

        await store.DestroyAsync(patient);
        foreach (var request in requests)
            await grains.GetGrain<IRequestGrain>(request.Value).ForgetAsync(patient);
        await grain.ForgetAsync();
        return null;
    }
}
