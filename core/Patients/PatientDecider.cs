using System.Collections.Immutable;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Messages;

namespace MatchGrid.Patients;

/// <summary>What a patient's grain decides. Pure: state and command in, events and reply out.</summary>
public static class PatientDecider
{
    /// <summary>Entries younger than this stay in the inbox, however many they are.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    /// <summary>The same access by the same is noted again after this long.</summary>
    public static readonly TimeSpan AccessNotedEvery = TimeSpan.FromHours(1);

    /// <summary>Partners that one patient lets see.</summary>
    public const int MostConsents = 32;

    /// <summary>Browsers of one patient that are told while their page is closed.</summary>
    public const int MostDevices = 8;

    private const int MostEntriesPerPage = 256;

    /// <summary>Reserves a group for a request: one open request per group. A request that was granted before is granted again.</summary>
    public static Decision<PatientEvent, Outcome> Reserve(PatientState state, string group, RequestId request, GridOptions options)
    {
        if (state.Find(request) is { } known && known.Group == group)
            return Outcome.Done;
        if (state.Find(request) is not null)
            return Refuse(RefusalCodes.RequestExists, "This request is about another medicine.");
        if (state.OpenIn(group) is not null)
            return Refuse(RefusalCodes.GroupAlreadyRequested, "A request for this medicine, or one that may replace it, is open already.");
        if (state.OpenCount >= options.MostOpenRequestsPerPatient)
            return Refuse(RefusalCodes.TooManyRequests, $"At most {options.MostOpenRequestsPerPatient} requests may be open at a time.");
        return new([new GroupReserved(group, request)], Outcome.Done);
    }

    /// <summary>Takes back what was reserved for a request that never came to be.</summary>
    public static IReadOnlyList<PatientEvent> Release(PatientState state, string group, RequestId request) =>
        state.Find(request) is { IsOpen: true } reserved && reserved.Group == group ? [new ReservationReleased(request)] : [];

    /// <summary>What a request's letter means: an entry, or the end of the request.</summary>
    public static IReadOnlyList<PatientEvent> Receive(PatientState state, Message message, GridOptions options, DateTimeOffset now) => message switch
    {
        PatientAccessed accessed => NoteAccess(state, accessed.Entry),
        PatientTold told => Enter(state, told.Notice, options, now),
        RequestClosed closed when state.Find(closed.Request) is { IsOpen: true } => [new RequestFinished(closed.Request)],
        _ => [],
    };

    public static IReadOnlyList<PatientEvent> SetProfile(PatientState state, PatientProfile profile) =>
        profile == state.Profile ? [] : [new ProfileSet(profile)];

    /// <summary>Notes an access; the same by the same once an hour. Of somebody of whom nothing is kept there is nothing to note.</summary>
    public static IReadOnlyList<PatientEvent> NoteAccess(PatientState state, AccessEntry entry) =>
        state.Epoch is null || state.Accesses?.Exists(known => known.By == entry.By && known.What == entry.What && known.At > entry.At - AccessNotedEvery) == true
            ? []
            : [new AccessNoted(entry)];

    /// <summary>Lets a partner see the patient's matches, or no longer.</summary>
    public static Decision<PatientEvent, Outcome> Consent(PatientState state, PatientId patient, PartnerId partner, bool granted)
    {
        if ((state.Consents?.Contains(partner) ?? false) == granted)
            return Outcome.Done;
        if (granted && state.Consents?.Count >= MostConsents)
            return Refuse(RefusalCodes.TooManyConsents, $"At most {MostConsents} partners.");
        return new([new ConsentGiven(patient, partner, granted)], Outcome.Done);
    }

    /// <summary>Adds a browser to those that are told; past the limit the oldest is told no more.</summary>
    public static IReadOnlyList<PatientEvent> AddDevice(PatientState state, PushDevice device)
    {
        var devices = state.Devices ?? [];
        if (devices.Contains(device))
            return [];
        var events = new List<PatientEvent>(2) { new DeviceAdded(device) };
        if (devices.Count >= MostDevices && devices.All(known => known.Endpoint != device.Endpoint))
            events.Insert(0, new DeviceRemoved(devices[0].Endpoint));
        return events;
    }

    public static IReadOnlyList<PatientEvent> RemoveDevice(PatientState state, string endpoint) =>
        state.Devices?.Any(device => device.Endpoint == endpoint) == true ? [new DeviceRemoved(endpoint)] : [];

    /// <summary>The very first events of a patient begin with an epoch.</summary>
    public static IReadOnlyList<PatientEvent> Begin(PatientState state, IReadOnlyList<PatientEvent> events, IIdSource ids) =>
        state.Epoch is not null || events.Count == 0 ? events : [new InboxBegun(ids.Next()), .. events];

    /// <summary>What an inbox is called outside: by the grid's epoch and its own; empty while nothing is written.</summary>
    public static string EpochOf(PatientState state, string grid) => state.Epoch is null ? "" : $"{grid}.{state.Epoch}";

    /// <summary>Entries after a number. Another epoch, or a number that is yet to come, belongs to another inbox: then from the beginning.</summary>
    /// <param name="own">The inbox's epoch.</param>
    /// <param name="epoch">The epoch that the number is of.</param>
    public static InboxPage Page(PatientState state, string own, string? epoch, long after)
    {
        var goesOn = epoch == own && after <= state.Last;
        return new(own, state.First, state.Last, [.. state.After(goesOn ? after : 0, MostEntriesPerPage)], StartOver: !goesOn && after > 0);
    }

    /// <summary>Open requests and the last that ended, newest first.</summary>
    public static ImmutableArray<RequestId> Requests(PatientState state) => [.. (state.Requests ?? []).Reverse().Select(request => request.Id)];

    private static List<PatientEvent> Enter(PatientState state, PatientNotice notice, GridOptions options, DateTimeOffset now)
    {
        var events = new List<PatientEvent>(2) { new NoticeEntered(notice) };
        var first = state.First;
        foreach (var old in state.Inbox ?? [])
        {
            if (state.Last + 1 - first < options.InboxKept || old.Notice.At > now - KeptFor)
                break;
            first++;
        }

        if (first > state.First)
            events.Add(new InboxTrimmed(first));
        return events;
    }

    private static Outcome Refuse(string code, string message) => new Refusal(code, message);
}
