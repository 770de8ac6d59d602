using System.Collections.Immutable;
using MatchGrid.Cells;
using MatchGrid.Feed;
using MatchGrid.Geo;
using MatchGrid.Hours;
using MatchGrid.Identifiers;
using MatchGrid.Markets;
using MatchGrid.Messages;
using MatchGrid.Patients;
using MatchGrid.Pharmacies;
using MatchGrid.Requests;
using MatchGrid.Silo;
using MatchGrid.Silo.Journals;
using Orleans;
using Orleans.Runtime;

namespace MatchGrid.Tests.Simulation;

/// <summary>Pharmacies and patients, and what they do. They know what they were told, and sometimes do what is wrong.</summary>
internal sealed class World
{
    private static readonly GeoPoint Centre = new(40.71, -74.0);
    private static readonly int[] Radii = [3_000, 10_000, 50_000, 500_000];
    private static readonly QuietHours Night = QuietHours.TryCreate(new(22, 0), new(7, 0), "UTC", out var night, out _) ? night : throw new InvalidOperationException();
    private static readonly string[] Sources = ["till", "count"];

    private readonly Chance chance;
    private readonly Promises promises;
    private readonly List<(PharmacyId Id, GeoPoint Place)> pharmacies = [];
    private readonly List<Client> clients = [];
    private readonly ImmutableArray<Sku> skus;
    private readonly SortedDictionary<(string Pharmacy, string Source), long> sent = [];
    private readonly double kilometres;
    private readonly double flapping;
    private readonly double refusing;
    private readonly TimeSpan longestPause;
    private readonly Blunders blunders;
    private int lastRequest;

    public World(Chance chance, Promises promises, Faults faults, PlantedBug bug)
    {
        (this.chance, this.promises) = (chance, promises);
        // Every seed is another town: one drug or many, dense or wide, everybody declining or nobody, counts that flap.
        skus = [.. Enumerable.Range(0, chance.Is(0.2) ? 1 : chance.Between(2, 8)).Select(i => new Sku($"test:{i}"))];
        kilometres = chance.Time(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(400)).TotalSeconds;
        flapping = chance.Is(0.3) ? 0.7 : 0.15;
        refusing = chance.Is(0.2) ? 0.9 : 0.3;
        longestPause = chance.Time(TimeSpan.FromSeconds(1), TimeSpan.FromHours(3));
        for (var i = chance.Between(30, 40); i > 0; i--)
            pharmacies.Add((new($"P{i}"), Somewhere()));
        for (var i = chance.Between(200, 260); i > 0; i--)
            clients.Add(new(new($"p{i}"), promises, faults, bug));
        blunders = new(chance, pharmacies, skus, Hear);
    }

    public int Patients => clients.Count;

    /// <summary>Refusals heard, by code.</summary>
    public SortedDictionary<string, long> Refusals { get; } = new(StringComparer.Ordinal);

    public void Furnish(GridHost host, Calls calls)
    {
        foreach (var (id, place) in pharmacies)
        {
            var profile = new PharmacyProfile(id, id.Value, PharmacyKind.Retail, place, OpeningHours.AlwaysOpen, DeliveryMetres: chance.Is(0.2) ? 30_000 : 0);
            calls.Ask(PharmacyOf(host, id).RegisterAsync(profile), Hear);
        }
    }

    public TimeSpan NextPause() => chance.Time(TimeSpan.FromMilliseconds(1), longestPause);

    public void Act(GridHost host, Calls calls, DateTimeOffset now)
    {
        switch (chance.Below(100))
        {
            case < 30:
                Report(host, calls, now);
                break;
            case < 62:
                Open(host, calls, now);
                break;
            case < 82:
                Answer(host, calls);
                break;
            case < 90:
                Handle(host, calls, now);
                break;
            case < 94:
                Change(host, calls);
                break;
            case < 96:
                Manage(host, calls);
                break;
            case < 98:
                blunders.Make(host, calls, chance.Of(clients).Patient, Terms(now), now);
                break;
            default:
                chance.Of(clients).Connect(host, calls);
                break;
        }
    }

    public void Look(Calls calls)
    {
        foreach (var client in clients)
            client.Look(calls);
    }

    public void Disconnect() => chance.Of(clients).Disconnect();

    public void DisconnectAll()
    {
        foreach (var client in clients)
            client.Disconnect();
    }

    public void ConnectAll(GridHost host, Calls calls)
    {
        foreach (var client in clients)
        {
            client.Disconnect();
            client.Connect(host, calls);
        }
    }

    /// <summary>One of the grains there are, or null.</summary>
    public GrainId? AnyGrain(GridHost host, IReadOnlyList<string> addresses)
    {
        var (kind, key) = Addresses.Split(chance.Of(addresses));
        IAddressable? grain = kind switch
        {
            Addresses.Pharmacy => host.Grains.GetGrain<IPharmacyGrain>(key),
            Addresses.Request => host.Grains.GetGrain<IRequestGrain>(key),
            Addresses.Patient => host.Grains.GetGrain<IPatientGrain>(key),
            Addresses.Market => host.Grains.GetGrain<IMarketGrain>(key),
            Addresses.Cell => host.Grains.GetGrain<ICellGrain>(key),
            Addresses.Feed => host.Grains.GetGrain<IFeedGrain>(key),
            _ => null,
        };
        return grain?.GetGrainId();
    }

    /// <summary>At the end every device knows the matches that stand, and no other but those that its patient declined: of these nobody is told.</summary>
    public void CheckSeen(Shadow stored)
    {
        var matches = stored.Requests.Values
            .SelectMany(request => request.Matches.Select(match => (request.Patient, Match: match)))
            .ToLookup(pair => pair.Patient.Value, pair => pair.Match, StringComparer.Ordinal);
        foreach (var client in clients)
        {
            var own = matches[client.Patient.Value].ToDictionary(match => match.Id);
            foreach (var match in own.Values)
            {
                if (match.IsLive && !client.Matches.ContainsKey(match.Id))
                    throw new InvariantBrokenException($"4: {match.Id} stands, and {client.Patient} was not told");
            }

            foreach (var id in client.Matches.Keys)
            {
                if (own.TryGetValue(id, out var match) && !match.IsLive && match.Status != MatchStatus.Declined)
                    throw new InvariantBrokenException($"4: {id} is {match.Status}, and {client.Patient} was not told");
            }
        }
    }

    // Mostly in order; sometimes a number again, one left out, an old time, a count of nothing.
    private void Report(GridHost host, Calls calls, DateTimeOffset now)
    {
        var (id, sku) = (chance.Of(pharmacies).Id, chance.Of(skus));
        var source = chance.Of(Sources);
        var key = (id.Value, source);
        var number = sent.GetValueOrDefault(key) + 1;
        if (chance.Is(0.05))
            number += 2;
        else if (chance.Is(0.1))
            number = Math.Max(1, number - chance.Between(1, 3));
        var at = chance.Is(0.1) ? now - chance.Time(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)) : chance.Is(0.02) ? now.AddHours(1) : now;
        var count = chance.Is(flapping) ? 0 : chance.Between(0, 6);
        var change = source == "till"
            ? new StockChange(sku, null, chance.Is(0.3) ? -chance.Between(1, 3) : chance.Between(1, 3), at)
            : new StockChange(sku, count, null, at);
        sent[key] = Math.Max(sent.GetValueOrDefault(key), number);
        calls.Ask(PharmacyOf(host, id).ReportStockAsync(new(new(source), number, [change])), reply =>
        {
            Hear(reply.Refusal);
            foreach (var refused in reply.Refused)
                Hear(refused.Refusal);
            if (reply.LastNumber is { } last)
                promises.Reported(id, new(source), last);
        });
    }

    // As the door does it: the patient reserves the group, then the request opens.
    private void Open(GridHost host, Calls calls, DateTimeOffset now)
    {
        var client = chance.Of(clients);
        if (chance.Is(0.7))
            client.Connect(host, calls);
        var request = new RequestId($"r{++lastRequest}");
        var terms = Terms(now);
        calls.Ask(PatientOf(host, client.Patient).ReserveAsync(terms.Group, request), reserved =>
        {
            Hear(reserved);
            if (!reserved.IsDone)
                return;
            calls.Ask(RequestOf(host, request).OpenAsync(client.Patient, terms), opened =>
            {
                Hear(opened.Refusal);
                if (opened.IsDone)
                    promises.Opened(request, client.Patient);
                else
                    calls.Ask(Done(PatientOf(host, client.Patient).ReleaseAsync(terms.Group, request)), _ => { });
            });
        });
    }

    private RequestTerms Terms(DateTimeOffset now)
    {
        var sku = chance.Of(skus);
        var wanted = chance.Is(0.2) ? [.. skus.Take(chance.Between(1, skus.Length))] : ImmutableArray.Create(sku);
        return new(
            sku.Value, wanted, chance.Is(0.02) ? 0 : chance.Is(0.7) ? 1 : chance.Between(2, 4), chance.Is(0.3), Somewhere(), chance.Of(Radii),
            chance.Is(0.2) ? 20_000 : 0, (Urgency)chance.Below(4), chance.Is(0.2) ? now + chance.Time(TimeSpan.FromMinutes(1), TimeSpan.FromDays(2)) : null,
            chance.Is(0.05) ? chance.Between(1, 30) : 0, chance.Is(0.2) ? Night : null);
    }

    // A patient with a match, as far as the device knows.
    private void Answer(GridHost host, Calls calls)
    {
        var from = chance.Below(clients.Count);
        for (var i = 0; i < clients.Count; i++)
        {
            var client = clients[(from + i) % clients.Count];
            if (client.Matches.Count == 0)
                continue;
            var (request, match) = client.Matches.Values.First();
            var grain = RequestOf(host, request);
            if (chance.Is(refusing))
                calls.Ask(grain.DeclineAsync(client.Patient, match.Id), outcome => Hear(outcome.Refusal));
            else if (match.Status == MatchStatus.Held || chance.Is(0.1))
                calls.Ask(grain.AcceptAsync(client.Patient, match.Id), outcome => Hear(outcome.Refusal));
            else if (chance.Is(0.2))
                calls.Ask(grain.ExtendAsync(client.Patient, match.Id), outcome => Hear(outcome.Refusal));
            else
                Collect(host, calls, match);
            return;
        }
    }

    private void Collect(GridHost host, Calls calls, Match match)
    {
        var code = chance.Is(0.1) ? "000000" : match.Code;
        calls.Ask(PharmacyOf(host, match.Pharmacy).HandOverAsync(chance.Is(0.5) ? match.Id : null, code), outcome => Hear(outcome.Refusal));
    }

    // A pharmacist looks at the holds and does something about one.
    private void Handle(GridHost host, Calls calls, DateTimeOffset now)
    {
        var id = chance.Of(pharmacies).Id;
        var what = chance.Below(4);
        calls.Ask(PharmacyOf(host, id).GetHoldsAsync(), holds =>
        {
            if (holds.IsEmpty)
                return;
            var hold = holds[0];
            if (what == 0)
                calls.Ask(PharmacyOf(host, id).NotThereAsync(hold.Id), Hear);
            else if (what == 1)
                calls.Ask(PharmacyOf(host, id).SetAsideAsync(hold.Id), Hear);
            else if (what == 2)
                calls.Ask(PharmacyOf(host, id).ReportStockAsync(new(new("scan"), null, [new(hold.Sku, null, -hold.Quantity, now, hold.Id)])), _ => { });
        });
    }

    private void Change(GridHost host, Calls calls)
    {
        if (promises.Requests is not { Count: > 0 } requests)
            return;
        var request = chance.Of(requests);
        var patient = chance.Is(0.05) ? chance.Of(clients).Patient : promises.PatientOf(request);
        var (what, quantity, radius) = (chance.Below(4), chance.Between(1, 4), chance.Of(Radii));
        var grain = RequestOf(host, request);
        if (what == 0)
            calls.Ask(grain.CancelAsync(patient), outcome => Hear(outcome.Refusal));
        else if (what == 1)
            calls.Ask(grain.ConfirmUrgencyAsync(Urgency.Critical, by: null), Hear);
        else
            calls.Ask(grain.GetAsync(patient), view =>
            {
                if (view is not null)
                    calls.Ask(grain.ChangeAsync(patient, view.Terms with { Quantity = quantity, RadiusMetres = radius }), outcome => Hear(outcome.Refusal));
            });
    }

    private void Manage(GridHost host, Calls calls)
    {
        var (id, sku) = (chance.Of(pharmacies).Id, chance.Of(skus));
        var grain = PharmacyOf(host, id);
        switch (chance.Below(3))
        {
            case 0:
                calls.Ask(grain.PauseAsync(chance.Is(0.3)), Hear);
                break;
            case 1:
                calls.Ask(grain.SetFloorAsync(sku, chance.Below(3)), Hear);
                break;
            default:
                calls.Ask(Done(grain.SuspendAsync(sku, chance.Is(0.3))), _ => { });
                break;
        }
    }

    private void Hear(Outcome outcome) => Hear(outcome.Refusal);

    private void Hear<T>(Outcome<T> outcome) => Hear(outcome.Refusal);

    private void Hear(Refusal? refusal)
    {
        if (refusal is not null)
            Refusals[refusal.Code] = Refusals.GetValueOrDefault(refusal.Code) + 1;
    }

    private GeoPoint Somewhere()
    {
        var degrees = kilometres / 111.195;
        return new(Centre.Latitude + ((chance.Part() - 0.5) * degrees), Centre.Longitude + ((chance.Part() - 0.5) * degrees));
    }

    private static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }

    private static IPharmacyGrain PharmacyOf(GridHost host, PharmacyId id) => host.Grains.GetGrain<IPharmacyGrain>(id.Value);

    private static IRequestGrain RequestOf(GridHost host, RequestId id) => host.Grains.GetGrain<IRequestGrain>(id.Value);

    private static IPatientGrain PatientOf(GridHost host, PatientId id) => host.Grains.GetGrain<IPatientGrain>(id.Value);
}
