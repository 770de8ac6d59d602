using System.Collections.Immutable;
using MatchGrid.Identifiers;
using MatchGrid.Markets;
using Orleans;
using Orleans.Concurrency;

namespace MatchGrid.Requests;

/// <summary>A patient's standing need. Nobody else commits a match. Key: request id.</summary>
/// <remarks>Every call that names a patient is refused with <c>unknown_request</c> for anybody else's request.</remarks>
[Alias("mg.IRequestGrain")]
public interface IRequestGrain : INotified, IWakeable
{
    /// <summary>Opens the request and registers it in its markets. Repeated with the same patient and terms it changes nothing.</summary>
    Task<Outcome<RequestView>> OpenAsync(PatientId patient, RequestTerms terms);

    /// <summary>Null when there is none, or it belongs to somebody else.</summary>
    Task<RequestView?> GetAsync(PatientId patient);

    /// <summary>The patient's key is destroyed: lets go of what is in memory. Another patient's stays.</summary>
    Task ForgetAsync(PatientId patient);

    /// <summary>New terms. No wider than before keeps the place in line, wider begins a new wait.</summary>
    Task<Outcome<RequestView>> ChangeAsync(PatientId patient, RequestTerms terms);

    Task<Outcome<RequestView>> CancelAsync(PatientId patient);

    /// <summary>The patient comes for a match; the reply carries the instant to collect it by.</summary>
    Task<Outcome<Match>> AcceptAsync(PatientId patient, HoldId match);

    /// <summary>The patient does not want a match; the request keeps its place, without that pharmacy.</summary>
    Task<Outcome<Match>> DeclineAsync(PatientId patient, HoldId match);

    Task<Outcome<Match>> ExtendAsync(PatientId patient, HoldId match);

    /// <summary>A prescriber or pharmacist confirms (or corrects) the urgency.</summary>
    /// <param name="by">Who confirms, as the patient is told; null for nobody who is noted.</param>
    Task<Outcome> ConfirmUrgencyAsync(Urgency urgency, string? by);

    /// <summary>Where it stands in each market it is registered in; empty when it seeks nothing.</summary>
    Task<ImmutableArray<PlaceInLine>> GetPlacesAsync(PatientId patient);

    /// <summary>Why it has what it has and nothing more yet; null when there is no such request, or it belongs to somebody else.</summary>
    Task<WhyView?> WhyAsync(PatientId patient);

    /// <summary>Market to request: packs are there.</summary>
    [OneWay]
    Task ProposeAsync(Proposal proposal);

    /// <summary>Pharmacy to request: a hold is still pending; say taken or given up.</summary>
    [OneWay]
    Task AskHoldAsync(HoldId hold, PharmacyId pharmacy);

    /// <summary>Market to request, now and then: a better offer failed for this reason. Kept among the reasons in memory.</summary>
    [OneWay]
    Task NoteAsync(Reason reason);
}
