using MatchGrid.Geo;
using MatchGrid.Hours;
using MatchGrid.Identifiers;
using MatchGrid.Patients;
using MatchGrid.Pharmacies;
using MatchGrid.Replay.Checking;
using MatchGrid.Requests;
using MatchGrid.Silo;
using MatchGrid.Silo.Storage;
using Xunit;

namespace MatchGrid.Tests.Replay;

/// <summary>Backups of a grid in the middle of its work: whatever is on its way, no invariant is broken in them.</summary>
public sealed class BusyBackupTests
{
    private const int Backups = 4;
    private const int PatientsPerBackup = 30;
    private static readonly Sku Sku = new("ndc:00069-1085-30");
    private static readonly GeoPoint Dover = new(39.16, -75.52);

    [Fact]
    public async Task Backup_InTheMiddleOfWork_BreaksNoInvariant_AndHasEveryRequestAcknowledgedBefore()
    {
        using var folder = new TemporaryFolder();
        await using var host = await GridHost.StartAsync(new() { DataFolder = folder.Of("data"), SyncToDisk = false });
        for (var shop = 0; shop < 4; shop++)
        {
            await host.Grains.GetGrain<IPharmacyGrain>($"P{shop}").RegisterAsync(
                new(new($"P{shop}"), $"P{shop}", PharmacyKind.Retail, new(Dover.Latitude + (0.01 * shop), Dover.Longitude), OpeningHours.AlwaysOpen));
        }

        using var stop = new CancellationTokenSource();
        var opened = 0;
        var work = Enumerable.Range(0, 4).Select(lane => Task.Run(async () =>
        {
            for (var number = lane; !stop.IsCancellationRequested; number += 4)
            {
                await host.Grains.GetGrain<IPharmacyGrain>($"P{lane}").ReportStockAsync(
                    new(new("till"), null, [new(Sku, null, number % 3 == 0 ? 2 : 1, host.Clock.GetUtcNow())]));
                await VisitAsync(host, number);
                Interlocked.Increment(ref opened);
            }
        })).ToList();

        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (var number = 1; number <= Backups; number++)
        {
            while (Volatile.Read(ref opened) < number * PatientsPerBackup && await timer.WaitForNextTickAsync())
                Assert.DoesNotContain(work, lane => lane.IsCompleted);
            var promised = Volatile.Read(ref opened);

            var backup = GridBackup.Take(folder.Of("data"), folder.Of($"{number}"), TimeProvider.System);

            var report = await GridChecker.CheckAsync(backup.Folder);
            Assert.Empty(report.Violations);
            Assert.True(report.Requests >= promised, $"{report.Requests} of {promised} requests");
        }

        await stop.CancelAsync();
        await Task.WhenAll(work);
    }

    // Every third takes what is held for it, every fifth gives it back, the others wait on.
    private static async Task VisitAsync(GridHost host, int number)
    {
        var (id, patient) = (new RequestId($"r{number}"), new PatientId($"p{number}"));
        var request = host.Grains.GetGrain<IRequestGrain>(id.Value);
        await host.Grains.GetGrain<IPatientGrain>(patient.Value).ReserveAsync(Sku.Value, id);
        await request.OpenAsync(patient, new(Sku.Value, [Sku], 1, false, Dover, 9_000, 0, Urgency.Soon, null, 0, null));
        await host.Telling.ToOutsideAsync();
        if ((await request.GetAsync(patient))?.Matches is not [var match, ..])
            return;
        if (number % 3 == 0)
            await request.AcceptAsync(patient, match.Id);
        else if (number % 5 == 0)
            await request.DeclineAsync(patient, match.Id);
    }
}
