using System.Collections.Immutable;
using MatchGrid.Geo;
using MatchGrid.Hours;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Patients;
using MatchGrid.Pharmacies;
using MatchGrid.Requests;
using MatchGrid.Silo;
using MatchGrid.Silo.Journals;
using Microsoft.Data.Sqlite;

namespace MatchGrid.Tests.Replay;

/// <summary>
/// A small grid stored in a folder and at rest: <c>P1</c> holds a pack for <c>held</c> and handed one over to <c>collected</c>; <c>waiting</c>
/// seeks what nobody has.
/// </summary>
internal sealed class StoredStory : IDisposable
{
    public static readonly Sku Here = new("ndc:00069-1085-30");
    public static readonly Sku Nowhere = new("ndc:00002-7589-01");
    private static readonly GeoPoint Dover = new(39.16, -75.52);
    private readonly TemporaryFolder folder = new();

    private StoredStory()
    {
    }

    public string Folder => folder.Path;

    public static RequestId Request(string id) => new(id);

    public static PatientId Patient(string id) => new("patient-" + id);

    public static async Task<StoredStory> WriteAsync()
    {
        var story = new StoredStory();
        await using var host = await GridHost.StartAsync(new() { DataFolder = story.Folder, SyncToDisk = false, Pumped = true, Seed = 1 });
        var pharmacy = host.Grains.GetGrain<IPharmacyGrain>("P1");
        host.Run(() => pharmacy.RegisterAsync(new(new("P1"), "Main Street", PharmacyKind.Retail, Dover, OpeningHours.AlwaysOpen)));
        Open("held", Here);
        Open("waiting", Nowhere);
        host.Run(() => pharmacy.ReportStockAsync(new(new("till"), null, [new(Here, 2, null, host.Clock.GetUtcNow())])));
        var collected = Open("collected", Here).Matches[0];
        host.Run(() => host.Grains.GetGrain<IRequestGrain>("collected").AcceptAsync(Patient("collected"), collected.Id));
        host.Run(() => pharmacy.HandOverAsync(collected.Id, collected.Code));
        host.Advance(TimeSpan.FromMinutes(1));
        return story;

        RequestView Open(string id, Sku sku)
        {
            var request = host.Grains.GetGrain<IRequestGrain>(id);
            host.Run(() => host.Grains.GetGrain<IPatientGrain>(Patient(id).Value).ReserveAsync(sku.Value, Request(id)));
            host.Run(() => request.OpenAsync(Patient(id), new(sku.Value, [sku], 1, false, Dover, 5_000, 0, Urgency.Soon, null, 0, null)));
            host.Advance(TimeSpan.FromSeconds(10));
            return host.Run(() => request.GetAsync(Patient(id)))!;
        }
    }

    /// <summary>Appends a row that no grain would have decided.</summary>
    public async Task AppendAsync<TState, TEvent>(string grain, JournalCodec<TState, TEvent> codec, Func<TState, JournalRow<TEvent>> row)
        where TState : JournalledState<TEvent>, new()
    {
        await using var log = Open();
        var (state, version) = await FoldAsync(log, grain, codec);
        log.Append(grain, version, codec.EncodeRow(row(state)), null);
    }

    /// <summary>Replaces what is stored of a grain with a state that no events led to.</summary>
    public async Task ReplaceAsync<TState, TEvent>(string grain, JournalCodec<TState, TEvent> codec, Func<TState, TState> change)
        where TState : JournalledState<TEvent>, new()
    {
        await using var log = Open();
        var (state, version) = await FoldAsync(log, grain, codec);
        log.Snapshot(grain, version, codec.EncodeState(change(state)));
    }

    /// <summary>Changes the database past the program.</summary>
    public void Execute(string sql) => Scalar(sql);

    /// <inheritdoc cref="Execute"/>
    public long Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Folder, "matchgrid.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is long number ? number : 0;
    }

    public void Dispose() => folder.Dispose();

    private SqliteLog Open() => SqliteLog.Open(new() { Folder = Folder, Manual = true, SyncToDisk = false }, TimeProvider.System);

    private static async Task<(TState State, long Version)> FoldAsync<TState, TEvent>(SqliteLog log, string grain, JournalCodec<TState, TEvent> codec)
        where TState : JournalledState<TEvent>, new()
    {
        var history = await log.ReadAsync(grain);
        var state = history.Snapshot is { } snapshot ? codec.DecodeState(snapshot) : new TState();
        foreach (var bytes in history.Rows)
            state.Apply(codec.DecodeRow(bytes));
        return (state, history.Version);
    }
}
