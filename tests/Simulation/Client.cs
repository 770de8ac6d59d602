using MatchGrid.Identifiers;
using MatchGrid.Patients;
using MatchGrid.Requests;
using MatchGrid.Silo;

namespace MatchGrid.Tests.Simulation;

/// <summary>
/// A patient's device: connects, keeps its sequence, loses its connection, comes back with the last number it saw. Knows only what it was told.
/// </summary>
internal sealed class Client(PatientId patient, Promises promises, Faults faults, PlantedBug bug) : IPatientObserver
{
    private readonly Queue<(string Epoch, InboxEntry Entry)> told = new();
    private IPatientObserver? reference;
    private GridHost? grid;
    private string? epoch;
    private long last;
    private bool isTaking;
    private bool lacks;
    private int pushes;

    public PatientId Patient => patient;

    /// <summary>Live matches as far as this device has heard, by id.</summary>
    public SortedDictionary<HoldId, (RequestId Request, Match Match)> Matches { get; } = [];

    public void Connect(GridHost to, Calls calls)
    {
        if (grid is not null)
            return;
        (grid, reference) = (to, to.Grains.CreateObjectReference<IPatientObserver>(this));
        told.Clear();
        calls.Ask(to.Grains.GetGrain<IPatientGrain>(patient.Value).SubscribeAsync(reference, epoch, bug == PlantedBug.InboxCursorOffByOne && last > 0 ? last + 1 : last), page => Read(page, calls));
    }

    /// <summary>The connection is gone, and the server may not know.</summary>
    public void Disconnect() => (grid, reference, isTaking) = (null, null, false);

    public Task ToldAsync(string epoch, InboxEntry entry)
    {
        if (grid is not null && !faults.Strikes(FaultKind.PushLost) && !(bug == PlantedBug.PushShownAcrossAGap && ++pushes % 3 == 0))
            told.Enqueue((epoch, entry));
        return Task.CompletedTask;
    }

    /// <summary>Takes what was pushed; where something is missing, reads it.</summary>
    public void Look(Calls calls)
    {
        while (!isTaking && grid is not null && told.TryDequeue(out var push))
        {
            if (push.Epoch == epoch && push.Entry.Number <= last)
                continue;
            var entry = push.Entry;
            if (push.Epoch == epoch && (entry.Number == last + 1 || bug == PlantedBug.PushShownAcrossAGap))
            {
                // A push leaves the process when it is durable, as an answer does.
                isTaking = true;
                var from = grid;
                calls.Ask(Task.FromResult(entry), durable =>
                {
                    isTaking = false;
                    if (grid != from || durable.Number <= last)
                        return; // lost with its connection, or read from a page meanwhile
                    last = durable.Number;
                    Take(durable);
                });
                continue;
            }

            calls.Ask(grid.Grains.GetGrain<IPatientGrain>(patient.Value).GetInboxAsync(epoch, last), page => Read(page, calls));
        }
    }

    private void Read(InboxPage page, Calls calls)
    {
        if (page.Epoch != epoch)
            (epoch, last) = (page.Epoch, 0);
        lacks |= page.First > last + 1 && page.Last > last;
        if (lacks)
            LookAtRequests(calls);
        foreach (var entry in page.Entries.Where(entry => entry.Number > last))
        {
            if (entry.Number > last + 1 && last > 0 && entry.Number != page.First)
                throw new InvariantBrokenException($"4: the inbox of {patient} goes from {last} to {entry.Number}");
            Take(entry);
            last = entry.Number;
        }

        if (last < page.Last && grid is not null && page.Entries.Length > 0)
            calls.Ask(grid.Grains.GetGrain<IPatientGrain>(patient.Value).GetInboxAsync(epoch, last), next => Read(next, calls));
    }

    // What was told is gone from the inbox: the requests themselves say what stands.
    private void LookAtRequests(Calls calls)
    {
        if (grid is not { } from)
            return;
        calls.Ask(from.Grains.GetGrain<IPatientGrain>(patient.Value).GetRequestsAsync(), open =>
        {
            lacks = false;
            // A match that was accepted stands when its request has expired: the device knows its own requests.
            foreach (var request in open.Union(promises.RequestsOf(patient)).Order())
                calls.Ask(from.Grains.GetGrain<IRequestGrain>(request.Value).GetAsync(patient), view => Take(request, view));
        });
    }

    private void Take(RequestId request, RequestView? view)
    {
        foreach (var match in view?.Matches ?? [])
        {
            if (match.IsLive)
                Matches[match.Id] = (request, match);
            else
                Matches.Remove(match.Id);
        }
    }

    private void Take(InboxEntry entry)
    {
        promises.Told(patient, entry);
        if (entry.Notice.Kind is NoticeKind.Cancelled or NoticeKind.Expired)
        {
            // The end of a need gives back what is held for it; what was accepted before the need expired stands.
            foreach (var (id, (request, known)) in Matches.ToList())
            {
                if (request == entry.Notice.Request && (entry.Notice.Kind == NoticeKind.Cancelled || known.Status == MatchStatus.Held))
                    Matches.Remove(id);
            }
        }

        if (entry.Notice.Match is not { } match)
            return;
        if (match.IsLive)
            Matches[match.Id] = (entry.Notice.Request, match);
        else
            Matches.Remove(match.Id);
    }
}
