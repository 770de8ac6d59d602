using System.Collections.Concurrent;
using MatchGrid.Embedded;
using MatchGrid.Geo;
using MatchGrid.Hours;
using MatchGrid.Identifiers;
using MatchGrid.Pharmacies;
using MatchGrid.Regions;
using MatchGrid.Requests;
using MatchGrid.Silo;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Concurrency;
using Xunit;

namespace MatchGrid.Tests.Architecture;

public sealed class CallGraphTests
{
    // region and request → market → cell → pharmacy; what is not named here awaits nobody.
    private static readonly string[] Downwards = ["region", "request", "market", "cell", "pharmacy"];

    [Fact]
    public async Task AwaitedCalls_InAWholeStory_GoDownOnly()
    {
        var calls = new ConcurrentDictionary<(string From, string To, string Method), byte>();
        await using var host = await GridHost.StartAsync(new()
        {
            Pumped = true,
            Services = services => services.Configure<EmbeddedOptions>(engine => engine.Transport = new Recorder(calls)),
        });
        var sku = new Sku("ndc:00069-1085-30");
        for (var i = 0; i < 3; i++)
        {
            var id = new PharmacyId("P" + i);
            host.Run(() => host.Grains.GetGrain<IPharmacyGrain>(id.Value).RegisterAsync(
                new(id, id.Value, PharmacyKind.Retail, new(40.7 + (i / 100.0), -74), OpeningHours.AlwaysOpen)));
        }

        host.Run(() => host.Grains.GetGrain<IRegionGrain>("storm").OpenAsync(
            new(new("storm"), 0, "Storm", RegionArea.Circle(new(40.7, -74), 50_000), 1, host.Clock.GetUtcNow(), null, false, null, false), "c"));
        for (var i = 0; i < 8; i++)
        {
            var id = "r" + i;
            host.Run(() => host.Grains.GetGrain<IRequestGrain>(id).OpenAsync(
                new("p" + id), new("g", [sku], 1 + (i % 2), i % 2 == 1, new GeoPoint(40.7, -74), 5000, 0, Urgency.Soon, null, 0, null)));
        }

        for (var i = 0; i < 3; i++)
        {
            var pharmacy = host.Grains.GetGrain<IPharmacyGrain>("P" + i);
            host.Run(() => pharmacy.ReportStockAsync(new(new("till"), null, [new(sku, 3, null, host.Clock.GetUtcNow())])));
        }

        for (var i = 0; i < 8; i++)
        {
            var (request, patient) = (host.Grains.GetGrain<IRequestGrain>("r" + i), new PatientId("pr" + i));
            host.Run(() => request.GetPlacesAsync(patient));
            host.Run(() => request.WhyAsync(patient));
            if (host.Run(() => request.GetAsync(patient))!.Matches is [var match, ..])
                host.Run(() => i % 2 == 0 ? request.AcceptAsync(patient, match.Id) : request.DeclineAsync(patient, match.Id));
        }

        host.Advance(TimeSpan.FromHours(12));

        var awaited = calls.Keys.Where(call => IsAwaited(call.To, call.Method)).ToList();
        Assert.Contains(awaited, call => call is ("request", "pharmacy", "HoldAsync"));
        Assert.Contains(awaited, call => call is ("market", "cell", "FindAsync"));
        Assert.Contains(awaited, call => call is ("region", "cell", "GetPharmaciesAsync"));
        Assert.DoesNotContain(awaited, call => !GoesDown(call.From, call.To));
    }

    private static bool GoesDown(string from, string to)
    {
        var (above, below) = (Array.IndexOf(Downwards, from), Array.IndexOf(Downwards, to));
        return above >= 0 && (above < below || (from == "cell" && to == "cell")); // a cell asks its children
    }

    private static bool IsAwaited(string kind, string method) => typeof(INotified).Assembly.GetTypes()
        .Where(type => type.IsInterface && typeof(IGrain).IsAssignableFrom(type))
        .Where(type => type == typeof(INotified) || type == typeof(IWakeable) || string.Equals(type.Name, $"I{kind}Grain", StringComparison.OrdinalIgnoreCase))
        .SelectMany(type => type.GetMethods())
        .Any(found => found.Name == method && !found.IsDefined(typeof(OneWayAttribute), inherit: true));

    private sealed class Recorder(ConcurrentDictionary<(string From, string To, string Method), byte> calls) : ICallTransport
    {
        public void Carry(CarriedCall carried)
        {
            if (!carried.IsReply && carried.Source is { } source)
                calls.TryAdd((Kind(source), Kind(carried.Target), carried.MethodName), 0);
            carried.Deliver();
        }

        private static string Kind(Orleans.Runtime.GrainId id) => id.Type.ToString()!;
    }
}
