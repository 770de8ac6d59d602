using System.Collections.Immutable;
using MatchGrid.Identifiers;
using Orleans;
using Orleans.Concurrency;

namespace MatchGrid.Patients;

/// <summary>Who a patient is, the numbered inbox, and the live connections. Key: the pseudonym.</summary>
[Alias("mg.IPatientGrain")]
public interface IPatientGrain : INotified, IWakeable
{
    /// <summary>
    /// Reserves a substitution group for a request about to be opened: one open request per group. The same request again is granted.
    /// Refused with <c>group_already_requested</c> or <c>too_many_requests</c>.
    /// </summary>
    Task<Outcome> ReserveAsync(string group, RequestId request);

    /// <summary>
    /// Takes a reservation back when the request was refused. Not for a request that exists: that gives its group back by itself, when it ends.
    /// </summary>
    Task ReleaseAsync(string group, RequestId request);

    /// <summary>Open requests and the last 64 that ended, newest first.</summary>
    Task<ImmutableArray<RequestId>> GetRequestsAsync();

    /// <summary>Which request has a group reserved; null for none.</summary>
    Task<RequestId?> GetRequestOfAsync(string group);

    /// <summary>
    /// Entries after a number, at most 256. An epoch other than the inbox's own, or a number yet to come, counts as number 0, and
    /// <see cref="InboxPage.StartOver"/> says so.
    /// </summary>
    Task<InboxPage> GetInboxAsync(string? epoch, long after);

    /// <summary>
    /// Subscribes a connection and returns what it missed, as <see cref="GetInboxAsync"/> does. Must be repeated every minute (it expires
    /// after three): the observer then receives each later entry once, in order; after a loss it may see a gap in the numbers and asks again.
    /// </summary>
    Task<InboxPage> SubscribeAsync(IPatientObserver observer, string? epoch, long after);

    Task UnsubscribeAsync(IPatientObserver observer);

    Task<PatientProfile> GetProfileAsync();

    Task SetProfileAsync(PatientProfile profile);

    /// <summary>Notes an access; the same by the same once an hour.</summary>
    Task NoteAccessAsync(AccessEntry entry);

    /// <summary>The last 256 accesses, oldest first.</summary>
    Task<ImmutableArray<AccessEntry>> GetAccessesAsync();

    /// <summary>The patient's key is destroyed: lets go of what is in memory.</summary>
    Task ForgetAsync();

    /// <summary>Lets a partner see the patient's matches, or no longer. Refused with <c>too_many_consents</c>.</summary>
    Task<Outcome> ConsentAsync(PartnerId partner, bool granted);

    /// <summary>Partners that may see the patient's matches.</summary>
    Task<ImmutableArray<PartnerId>> GetConsentsAsync();

    /// <summary>Lets somebody act for the patient who brings a code, once and within a day. Refused with <c>too_many_relatives</c>.</summary>
    Task<Outcome> InviteRelativeAsync(string id, string name, string codeHash);

    /// <summary>Somebody brings a code. Refused with <c>invalid_code</c>.</summary>
    Task<Outcome> JoinRelativeAsync(PatientId who, string codeHash);

    /// <summary>Takes it back, at once; one that is not known changes nothing.</summary>
    Task RemoveRelativeAsync(string id);

    Task<ImmutableArray<RelativeView>> GetRelativesAsync();

    /// <summary>The relative's name when somebody may act for this patient; null otherwise.</summary>
    Task<string?> FindRelativeAsync(PatientId who);

    /// <summary>Keeps for whom this one may act. Refused with <c>too_many_relatives</c>.</summary>
    Task<Outcome> CareForAsync(CaredFor person);

    /// <summary>Keeps it no longer.</summary>
    Task LeaveAloneAsync(PatientId patient);

    Task<ImmutableArray<CaredFor>> GetCaredForAsync();

    /// <summary>A code went to a contact. Refused with <c>too_soon</c>.</summary>
    Task<Outcome> AskContactAsync(Contact contact, string codeHash);

    /// <summary>The code came back: the patient is told there from now on. Refused with <c>invalid_code</c>.</summary>
    Task<Outcome> ConfirmContactAsync(string codeHash);

    Task RemoveContactAsync();

    Task<ContactView> GetContactAsync();

    /// <summary>What became of a message that <see cref="IPatientMessages"/> was given.</summary>
    /// <param name="status">HTTP status of the gateway; 0 when there was no answer.</param>
    /// <param name="again">Whether another attempt may help.</param>
    /// <param name="after">How long the gateway wants to be left alone.</param>
    Task MessageTriedAsync(long number, int status, bool again, TimeSpan? after);

    /// <summary>Adds a browser that is told by Web Push, or gives it new keys; of more than eight the oldest is told no more.</summary>
    Task AddDeviceAsync(PushDevice device);

    /// <summary>Tells a browser no more; one that is not known changes nothing.</summary>
    Task RemoveDeviceAsync(string endpoint);
}

/// <summary>A live connection of a patient, in an API host.</summary>
/// <remarks>
/// To be told is not yet the permission to tell the outside: the host waits for <see cref="Journals.ITelling.ToOutsideAsync"/> before it sends
/// anything to the patient. A number it has seen, it skips; after a gap in the numbers it reads what is missing.
/// </remarks>
[Alias("mg.IPatientObserver")]
public interface IPatientObserver : IGrainObserver
{
    [OneWay]
    Task ToldAsync(string epoch, InboxEntry entry);
}
