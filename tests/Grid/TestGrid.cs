using System.Collections.Immutable;
using MatchGrid.Embedded;
using MatchGrid.Geo;
using MatchGrid.Hours;
using MatchGrid.Identifiers;
using MatchGrid.Patients;
using MatchGrid.Pharmacies;
using MatchGrid.Requests;
using MatchGrid.Silo;
using MatchGrid.Silo.Journals;
using Microsoft.Extensions.DependencyInjection;

namespace MatchGrid.Tests.Grid;

/// <summary>A whole grid on one thread and a virtual clock, with the calls that a story needs.</summary>
internal sealed class TestGrid : IAsyncDisposable
{
    public static readonly Sku Pack = new("ndc:00069-1085-30");
    public static readonly GeoPoint City = new(40.71, -74.0);
    private GridHost host;

    private TestGrid(GridHost host) => this.host = host;

    public DateTimeOffset Now => host.Clock.GetUtcNow();

    public GridHost Host => host;

    public static async Task<TestGrid> StartAsync(ulong? seed = null, Action<GridOptions>? options = null, ICallTransport? transport = null) =>
        new(await GridHost.StartAsync(new()
        {
            Pumped = true, Seed = seed, Options = options,
            Services = services => services.Configure<EmbeddedOptions>(engine => engine.Transport = transport),
        }));

    public IPharmacyGrain Pharmacy(string id) => host.Grains.GetGrain<IPharmacyGrain>(id);

    public IRequestGrain Request(string id) => host.Grains.GetGrain<IRequestGrain>(id);

    public void Register(string id, double kilometresNorth = 0, int deliveryMetres = 0) => host.Run(() => Pharmacy(id).RegisterAsync(
        new(new(id), "Pharmacy " + id, PharmacyKind.Retail, North(kilometresNorth), OpeningHours.AlwaysOpen, DeliveryMetres: deliveryMetres)));

    public StockReply Count(string pharmacy, int packs, Sku? sku = null) => host.Run(() =>
        Pharmacy(pharmacy).ReportStockAsync(new(new("till"), null, [new(sku ?? Pack, packs, null, Now)])));

    public void Open(string id, int radius = 5000, int quantity = 1, bool maySplit = false, Urgency urgency = Urgency.Soon, double kilometresNorth = 0,
        DateTimeOffset? neededBy = null, int deliveryRadius = 0)
    {
        var outcome = host.Run(() => Request(id).OpenAsync(
            PatientOf(id), new("paxlovid", [Pack], quantity, maySplit, North(kilometresNorth), radius, deliveryRadius, urgency, neededBy, 0, null)));
        if (outcome.Refusal is { } refusal)
            throw new InvalidOperationException(refusal.ToString());
    }

    public RequestView View(string id) => host.Run(() => Request(id).GetAsync(PatientOf(id)))!;

    public Match Match(string id) => View(id).Matches[^1];

    public Outcome<Match> Accept(string id) => host.Run(() => Request(id).AcceptAsync(PatientOf(id), Match(id).Id));

    public Outcome<Match> Decline(string id) => host.Run(() => Request(id).DeclineAsync(PatientOf(id), Match(id).Id));

    public StockLineView Line(string pharmacy) => host.Run(() => Pharmacy(pharmacy).GetLinesAsync([Pack]))[0];

    public ImmutableArray<HoldView> Holds(string pharmacy) => host.Run(() => Pharmacy(pharmacy).GetHoldsAsync());

    public NoticeKind[] Inbox(string request) =>
        [.. host.Run(() => host.Grains.GetGrain<IPatientGrain>(PatientOf(request).Value).GetInboxAsync(null, 0)).Entries.Select(entry => entry.Notice.Kind)];

    public IEnumerable<string> Why(string id) => host.Run(() => Request(id).WhyAsync(PatientOf(id)))!.Lines.Select(line => line.Code);

    public void Advance(TimeSpan time) => host.Advance(time);

    /// <summary>Kills the process and starts it again on what was durable.</summary>
    public async Task CrashAsync(TimeSpan down = default)
    {
        var journal = (InMemoryJournal)host.Journal;
        var clock = (VirtualTimeProvider)host.Clock;
        await host.CrashAsync();
        host = await GridHost.StartAsync(new()
        {
            Pumped = true,
            Journal = journal,
            TimeProvider = new VirtualTimeProvider(clock.GetUtcNow() + down),
        });
        host.Advance(TimeSpan.FromSeconds(2));
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    public static PatientId PatientOf(string request) => new("p-" + request);

    private static GeoPoint North(double kilometres) => new(City.Latitude + (kilometres / 111.195), City.Longitude);
}
