using System.Collections.Immutable;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Messages;
using MatchGrid.Telemetry;
using Orleans.Concurrency;
using Orleans.Utilities;

namespace MatchGrid.Patients;

/// <summary>A patient: the numbered inbox, who reserves which group, and the live connections.</summary>
[Reentrant]
public sealed partial class PatientGrain(JournalServices services, GridMetrics metrics, IPatientAlerts alerts, IPatientMessages messages)
    : JournalledGrain<PatientState, PatientEvent>(services, PatientJson.Codec, Addresses.Patient), IPatientGrain
{
    private static readonly TimeSpan ObserverExpiry = TimeSpan.FromMinutes(3);

    // Most patients have no connection.
    private ObserverManager<IPatientObserver>? observers;
    private string epoch = "";

    private string Epoch => epoch.Length > 0 ? epoch : epoch = PatientDecider.EpochOf(State, Services.Journal.Epoch);

    protected override PatientId? Owner => new(Key);

    public Task NoteAccessAsync(AccessEntry entry) => WriteAsync(PatientDecider.NoteAccess(State, entry));

    public async Task<ImmutableArray<AccessEntry>> GetAccessesAsync()
    {
        ImmutableArray<AccessEntry> accesses = [.. State.Accesses ?? []];
        await ToldAsync();
        return accesses;
    }

    public Task ForgetAsync()
    {
        Forget();
        return Task.CompletedTask;
    }

    public async Task<Outcome> ReserveAsync(string group, RequestId request)
    {
        var (events, outcome) = PatientDecider.Reserve(State, group, request, Options);
        await WriteAsync(events);
        return outcome;
    }

    public Task ReleaseAsync(string group, RequestId request) => WriteAsync(PatientDecider.Release(State, group, request));

    public async Task<ImmutableArray<RequestId>> GetRequestsAsync()
    {
        var requests = PatientDecider.Requests(State);
        await ToldAsync();
        return requests;
    }

    public async Task<RequestId?> GetRequestOfAsync(string group)
    {
        var request = State.OpenIn(group);
        await ToldAsync();
        return request;
    }

    public async Task<InboxPage> GetInboxAsync(string? epoch, long after)
    {
        var page = PatientDecider.Page(State, Epoch, epoch, after);
        await ToldAsync();
        return page;
    }

    public Task<InboxPage> SubscribeAsync(IPatientObserver observer, string? epoch, long after)
    {
        // In one turn with the page: what is entered after it goes to the observer.
        (observers ??= new(ObserverExpiry, Services.Log)).Subscribe(observer, observer);
        return GetInboxAsync(epoch, after);
    }

    public Task UnsubscribeAsync(IPatientObserver observer)
    {
        observers?.Unsubscribe(observer);
        if (observers is { Count: 0 })
            observers = null;
        return Task.CompletedTask;
    }

    public async Task<PatientProfile> GetProfileAsync()
    {
        var profile = State.Profile ?? new(null, null);
        await ToldAsync();
        return profile;
    }

    public async Task<Outcome> ConsentAsync(PartnerId partner, bool granted)
    {
        var (events, outcome) = PatientDecider.Consent(State, Services.PatientKeys?.AliasOf(new(Key)) ?? new(Key), partner, granted);
        await WriteAsync(events);
        return outcome;
    }

    public async Task<ImmutableArray<PartnerId>> GetConsentsAsync()
    {
        ImmutableArray<PartnerId> consents = [.. State.Consents ?? []];
        await ToldAsync();
        return consents;
    }

    public Task SetProfileAsync(PatientProfile profile) => WriteAsync(PatientDecider.SetProfile(State, profile));

    public Task AddDeviceAsync(PushDevice device) => WriteAsync(PatientDecider.AddDevice(State, device));

    public Task RemoveDeviceAsync(string endpoint) => WriteAsync(PatientDecider.RemoveDevice(State, endpoint));

    protected override IReadOnlyList<PatientEvent> Receive(string from, Letter letter) =>
        PatientDecider.Begin(State, PatientDecider.Receive(State, letter.Body, Options, Now), Services.Ids);

    protected override void OnCommitted(IReadOnlyList<PatientEvent> events)
    {
        SendMessage();
        var entered = events.Count(change => change is NoticeEntered);
        if (entered == 0)
            return;
        metrics.Notices.Add(entered);
        if (observers is null && State.Devices is null)
            return;
        ImmutableArray<InboxEntry> entries = [.. State.After(State.Last - entered, entered)];
        ImmutableArray<PushDevice> devices = [.. State.Devices ?? []];
        WhenTold(() => Tell(entries, devices));
    }

    private void Tell(ImmutableArray<InboxEntry> entries, ImmutableArray<PushDevice> devices)
    {
        if (!devices.IsEmpty)
            alerts.Alert(new(Key), entries, devices);
        foreach (var entry in entries)
            observers?.Notify(observer => observer.ToldAsync(Epoch, entry).Unawaited());
    }

    private async Task WriteAsync(IReadOnlyList<PatientEvent> events)
    {
        Commit(PatientDecider.Begin(State, events, Services.Ids));
        await ToldAsync();
    }
}
