using System.Collections.Immutable;
using MatchGrid.Geo;
using MatchGrid.Hours;
using MatchGrid.Identifiers;
using MatchGrid.Messages;
using MatchGrid.Patients;
using MatchGrid.Pharmacies;
using MatchGrid.Requests;
using MatchGrid.Silo;
using MatchGrid.Skus;

namespace MatchGrid.Tests.Simulation;

/// <summary>What people and programs get wrong, and what they do once in a year: each refused or done, and nothing else changed.</summary>
internal sealed class Blunders(Chance chance, IReadOnlyList<(PharmacyId Id, GeoPoint Place)> pharmacies, ImmutableArray<Sku> skus, Action<Refusal?> hear)
{
    private int last;

    /// <param name="terms">Terms without fault, of the patient's own.</param>
    public void Make(GridHost host, Calls calls, PatientId patient, RequestTerms terms, DateTimeOffset now)
    {
        var sku = chance.Of(skus);
        var (pharmacyId, place) = chance.Of(pharmacies);
        var pharmacy = host.Grains.GetGrain<IPharmacyGrain>(pharmacyId.Value);
        switch (chance.Below(20))
        {
            case 0:
                Open(host, calls, patient, terms with { RadiusMetres = 50 });
                break;
            case 1:
                Open(host, calls, patient, terms with { Skus = [] });
                break;
            case 2:
                Open(host, calls, patient, terms with { Skus = [.. Enumerable.Range(0, 17).Select(i => new Sku($"many:{i}"))] });
                break;
            case 3:
                Open(host, calls, patient, terms with { NeededBy = now - TimeSpan.FromMinutes(1) });
                break;
            case 4:
                Open(host, calls, patient, terms with { RecurEveryDays = 400 });
                break;
            case 5:
                Open(host, calls, patient, terms with { Quantity = 101 });
                break;
            case 6:
                Report(host.Grains.GetGrain<IPharmacyGrain>("nobody"), calls, "till", [new(sku, 1, null, now)]);
                break;
            case 7:
                Report(pharmacy, calls, "scan", [.. Enumerable.Repeat(new StockChange(sku, null, 1, now), 10_001)]);
                break;
            case 8:
                Report(pharmacy, calls, "scan", [new(sku, -1, null, now), new(sku, null, 2_000_000, now)]);
                break;
            case 9:
                Report(pharmacy, calls, "other", [new(sku, 1, null, now)]);
                break;
            case 10:
                calls.Ask(pharmacy.NotThereAsync(new($"h{++last}")), outcome => hear(outcome.Refusal));
                break;
            case 11:
                // A request that asked and was lost: the pharmacy asks it, and hears that it gave up.
                calls.Ask(pharmacy.HoldAsync(new(new($"lost{++last}"), new($"lost{last}"), sku, 1, 1, false, null)), reply => hear(reply.Refusal));
                break;
            case 12:
                calls.Ask(pharmacy.SetFloorAsync(sku, -1), outcome => hear(outcome.Refusal));
                break;
            case 13:
                calls.Ask(Sku(host, sku).PublishAsync(new(chance.Of(skus), $"Drug {++last}")), outcome => hear(outcome.Refusal));
                break;
            case 14:
                calls.Ask(Sku(host, sku).SuspendAsync(chance.Is(0.4)), outcome => hear(outcome.Refusal));
                break;
            case 15:
                calls.Ask(
                    host.Grains.GetGrain<ICatalogueGrain>(Addresses.Split(Addresses.TheCatalogue).Key).PublishManyAsync([.. skus.Select(one => new SkuFacts(one, $"Drug {++last}"))]),
                    outcome => hear(outcome.Refusal));
                break;
            case 16:
                calls.Ask(Done(host.Grains.GetGrain<IPatientGrain>(patient.Value).SetProfileAsync(new($"Name {++last}", "en"))), _ => { });
                break;
            case 17:
                // Moves, a street or a town away.
                var moved = new GeoPoint(place.Latitude + ((chance.Part() - 0.5) * 0.2), place.Longitude);
                calls.Ask(pharmacy.RegisterAsync(new(pharmacyId, pharmacyId.Value, PharmacyKind.Retail, moved, OpeningHours.AlwaysOpen)), outcome => hear(outcome.Refusal));
                break;
            case 18:
                calls.Ask(pharmacy.GetHoldsAsync(), holds =>
                {
                    foreach (var hold in holds.Take(2))
                    {
                        calls.Ask(pharmacy.AcceptAsync(hold.Id), outcome => hear(outcome.Refusal));
                        calls.Ask(pharmacy.ExtendAsync(hold.Id), outcome => hear(outcome.Refusal));
                        calls.Ask(pharmacy.SetAsideAsync(hold.Id), outcome => hear(outcome.Refusal));
                    }
                });
                break;
            default:
                // The same medicine once more, another's request, and a match of nobody's.
                calls.Ask(host.Grains.GetGrain<IPatientGrain>(patient.Value).ReserveAsync(terms.Group, new($"again{++last}")), outcome => hear(outcome.Refusal));
                calls.Ask(Request(host, "r1").DeclineAsync(patient, new($"h{last}")), outcome => hear(outcome.Refusal));
                calls.Ask(Request(host, "r1").OpenAsync(patient, terms), outcome => hear(outcome.Refusal));
                calls.Ask(Request(host, "r1").ChangeAsync(patient, terms with { Group = "another" }), outcome => hear(outcome.Refusal));
                break;
        }
    }

    private void Open(GridHost host, Calls calls, PatientId patient, RequestTerms terms) =>
        calls.Ask(Request(host, $"wrong{++last}").OpenAsync(patient, terms), outcome => hear(outcome.Refusal));

    private void Report(IPharmacyGrain pharmacy, Calls calls, string source, ImmutableArray<StockChange> changes) =>
        calls.Ask(pharmacy.ReportStockAsync(new(new(source), null, changes)), reply =>
        {
            hear(reply.Refusal);
            foreach (var refused in reply.Refused)
                hear(refused.Refusal);
        });

    private static IRequestGrain Request(GridHost host, string id) => host.Grains.GetGrain<IRequestGrain>(id);

    private static ISkuGrain Sku(GridHost host, Sku sku) => host.Grains.GetGrain<ISkuGrain>(sku.Value);

    private static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }
}
