using System.Text.Json.Serialization;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Messages;

namespace MatchGrid.Patients;

/// <summary>A patient's inbox, requests and profile, folded from events. There are many of these: what is not there takes no room.</summary>
public sealed class PatientState : JournalledState<PatientEvent>
{
    /// <summary>Requests kept after they ended.</summary>
    public const int EndedKept = 64;

    /// <summary>Accesses kept.</summary>
    public const int AccessesKept = 256;

    private List<InboxEntry>? inbox;
    private List<PatientRequest>? requests;
    private List<PushDevice>? devices;

    /// <summary>Null until something is written.</summary>
    public string? Epoch { get; set; }

    /// <summary>Number of the newest entry; 0 when there was none yet.</summary>
    public long Last { get; set; }

    /// <summary>The entries kept, oldest first, their numbers without a gap; for snapshots.</summary>
    public IReadOnlyList<InboxEntry>? Inbox
    {
        get => inbox;
        init => inbox = value is null ? null : [.. value];
    }

    /// <summary>Open requests and the last that ended, in the order in which they were opened; for snapshots.</summary>
    public IReadOnlyList<PatientRequest>? Requests
    {
        get => requests;
        init => requests = value is null ? null : [.. value];
    }

    public PatientProfile? Profile { get; set; }

    /// <summary>Partners that may see the patient's matches; for snapshots.</summary>
    public SortedSet<PartnerId>? Consents { get; set; }

    /// <summary>The last accesses, oldest first; for snapshots.</summary>
    public List<AccessEntry>? Accesses { get; set; }

    /// <summary>Browsers that are told while their page is closed, the newest last; for snapshots.</summary>
    public IReadOnlyList<PushDevice>? Devices
    {
        get => devices;
        init => devices = value is null ? null : [.. value];
    }

    /// <summary>Who may act for the patient, or was invited to; for snapshots.</summary>
    public List<Relative>? Relatives { get; set; }

    /// <summary>For whom this one may act; for snapshots.</summary>
    public List<CaredFor>? CaresFor { get; set; }

    /// <summary>Where the patient is told besides, and how far that is; for snapshots.</summary>
    public Messaging? Messaging { get; set; }

    [JsonIgnore]
    public override DateTimeOffset? Deadline => Messaging?.NextAt;

    /// <summary>Number of the oldest entry kept; 0 when there is none.</summary>
    [JsonIgnore]
    public long First => inbox is { Count: > 0 } ? inbox[0].Number : 0;

    [JsonIgnore]
    public int OpenCount => requests?.Count(request => request.IsOpen) ?? 0;

    /// <summary>The open request that has a group reserved; null for none.</summary>
    public RequestId? OpenIn(string group) =>
        requests?.FindIndex(request => request.IsOpen && request.Group == group) is { } index and >= 0 ? requests[index].Id : null;

    public PatientRequest? Find(RequestId id) => requests?.FindIndex(request => request.Id == id) is { } index and >= 0 ? requests[index] : null;

    /// <summary>Kept entries after a number, at most as many as asked for.</summary>
    public IEnumerable<InboxEntry> After(long number, int most)
    {
        for (var index = (int)Math.Max(0, number + 1 - First); index < (inbox?.Count ?? 0) && most > 0; index++, most--)
            yield return inbox![index];
    }

    public override void Apply(PatientEvent change)
    {
        switch (change)
        {
            case InboxBegun begun:
                Epoch = begun.Epoch;
                break;
            case GroupReserved reserved:
                (requests ??= new(1)).Add(new(reserved.Request, reserved.Group, IsOpen: true, 0));
                break;
            case ReservationReleased released:
                requests!.RemoveAll(request => request.Id == released.Request);
                break;
            case RequestFinished finished:
                Finish(finished.Request);
                break;
            case NoticeEntered entered:
                (inbox ??= new(1)).Add(new(++Last, entered.Notice));
                if (Messaging is not null)
                    Messaging = MessageDecider.Apply(Messaging, entered, this);
                break;
            case InboxTrimmed trimmed:
                inbox!.RemoveRange(0, (int)(trimmed.First - First));
                break;
            case ProfileSet set:
                Profile = set.Profile;
                break;
            case AccessNoted noted:
                (Accesses ??= []).Add(noted.Entry);
                if (Accesses.Count > AccessesKept)
                    Accesses.RemoveAt(0);
                break;
            case ConsentGiven consent:
                _ = consent.Granted ? (Consents ??= []).Add(consent.Partner) : Consents?.Remove(consent.Partner);
                Outbox.Add(Addresses.OfGrants(consent.Partner), new PatientConsented(consent.Patient, consent.Granted));
                break;
            case DeviceAdded added:
                Forget(added.Device.Endpoint);
                (devices ??= new(1)).Add(added.Device);
                break;
            case DeviceRemoved removed:
                Forget(removed.Endpoint);
                break;
            case RelativeInvited invited:
                (Relatives ??= []).Add(new(invited.Id, invited.Name, invited.CodeHash, invited.CodeUntil));
                break;
            case RelativeJoined joined:
                Relatives = [.. Relatives!.Where(one => one.Who != joined.Who).Select(one => one.Id == joined.Id ? one with { Who = joined.Who, Since = joined.At } : one)];
                break;
            case RelativeGone gone:
                Relatives!.RemoveAll(one => one.Id == gone.Id);
                break;
            case PersonAdded added:
                CaresFor?.RemoveAll(one => one.Patient == added.Person.Patient);
                (CaresFor ??= []).Add(added.Person);
                break;
            case PersonGone left:
                CaresFor!.RemoveAll(one => one.Patient == left.Patient);
                break;
            case ContactToConfirm or ContactMistaken or ContactConfirmed or ContactRemoved or MessageTried:
                Messaging = MessageDecider.Apply(Messaging ?? new(), change, this);
                break;
            default:
                throw new InvalidOperationException($"no such event: {change.GetType().Name}");
        }
    }

    // A request's number stands in its entry: the sender's name is not kept a second time.
    public override long LastFrom(string sender) => IndexOf(sender) is >= 0 and var index ? requests![index].LastNumber : base.LastFrom(sender);

    protected override void Remember(ReceivedMark mark)
    {
        if (IndexOf(mark.Sender) is >= 0 and var index)
            requests![index] = requests[index] with { LastNumber = mark.UpTo };
        else
            base.Remember(mark);
    }

    private int IndexOf(string sender) => Addresses.Split(sender) is (Addresses.Request, var key) && requests is not null
        ? requests.FindIndex(request => request.Id.Value == key)
        : -1;

    private void Forget(string endpoint)
    {
        devices?.RemoveAll(device => device.Endpoint == endpoint);
        if (devices is { Count: 0 })
            devices = null;
    }

    private void Finish(RequestId id)
    {
        var index = requests!.FindIndex(request => request.Id == id);
        requests[index] = requests[index] with { IsOpen = false };
        if (requests.Count - OpenCount > EndedKept)
            requests.RemoveAt(requests.FindIndex(request => !request.IsOpen));
    }
}
