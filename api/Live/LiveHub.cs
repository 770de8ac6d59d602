using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MatchGrid.Api.Access;
using MatchGrid.Api.Feed;
using MatchGrid.Api.Input;
using MatchGrid.Api.Patients;
using MatchGrid.Api.Pharmacies;
using MatchGrid.Api.Regions;
using MatchGrid.Api.Signals;
using MatchGrid.Api.Startup;
using MatchGrid.Journals;
using MatchGrid.Keys;
using MatchGrid.Silo.Skus;
using MatchGrid.Stock;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Orleans;

namespace MatchGrid.Api.Live;

/// <summary>
/// The live door, <c>/hubs/live</c>. Patients: <see cref="Subscribe"/>, then client method <c>inbox</c>. Pharmacies:
/// <see cref="StreamStock"/> and <see cref="WatchHolds"/>, then <c>holds</c> and <c>confirm</c>. Coordinators and partners: <see cref="WatchFeed"/>, then
/// <c>matchEvent</c>.
/// </summary>
/// <remarks>A refusal is a HubException whose message is <c>code: sentence</c>. Everything is pushed to a connection, never to a user.</remarks>
[Authorize(Policies.Live), KeyScope(KeyScopes.Stock, KeyScopes.Holds, KeyScopes.Feed)]
public sealed class LiveHub(
    PatientConnections patients, FeedWatchers feed, HoldWatchers holds, RegionWatchers regions, SignalWatchers signals, RegionRoutes.Desk desk, IGrainFactory grains,
    LocalCatalogue catalogue, ApiLimits limits, ITelling telling, TimeProvider time, FeedReader feedReader, FeedReaders readers, IServiceProvider services) : Hub
{
    private const int MostIdCharacters = 64;

    /// <summary>
    /// Follows the caller's inbox from the last entry it has seen: every later entry comes once and in order as client method <c>inbox</c>,
    /// the missed ones first. An epoch other than the inbox's own, or a number yet to come, means number 0, and the answer says
    /// <c>startOver</c>. Calling it again replaces the subscription.
    /// </summary>
    [Authorize(Policies.Patient), EndpointSummary("Follows the caller's inbox from the last entry it has seen")]
    public Task<Subscribed> Subscribe(string? epoch, long after) =>
        patients.SubscribeAsync(Caller.Patient, Context, epoch, Math.Max(0, after));

    /// <summary>The same of a patient who lets the caller act for them, until that is taken back. Refused with <c>unknown_patient</c>.</summary>
    [Authorize(Policies.Patient)]
    public async Task<Subscribed> SubscribeFor(string patient, string? epoch, long after)
    {
        if (patient != Caller.Pseudonym && await Acting.FindAsync(grains, Caller, patient) is null)
            throw Refuse(RefusalCodes.UnknownPatient, "There is no such patient, or you may not act for them.");
        return await patients.SubscribeAsync(new(patient), Context, epoch, Math.Max(0, after), actsAs: Caller);
    }

    /// <summary>
    /// Takes stock lines (the same objects as by HTTP) and acknowledges them part by part: what an acknowledgement counts is stored.
    /// The next part is read when the last was stored.
    /// </summary>
    [Authorize(Policies.Pharmacy), KeyScope(KeyScopes.Stock), EndpointSummary("Takes a stream of stock lines, acknowledged part by part")]
    public async IAsyncEnumerable<StockAck> StreamStock(
        string pharmacy, string? source, long? firstNumber, IAsyncEnumerable<JsonElement> lines, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Demand(pharmacy);
        if (source?.Length > MostIdCharacters || firstNumber < 0)
            throw Refuse(RefusalCodes.InvalidField, $"source has at most {MostIdCharacters} characters; firstNumber is from 0.");
        var intake = new StockIntake(grains, catalogue, limits, time, new(pharmacy), new(string.IsNullOrEmpty(source) ? "live" : source), firstNumber);
        var pipe = new Pipe();
        var writing = WriteAsync(lines, pipe.Writer, cancellationToken);
        await foreach (var ack in intake.RunAsync(StockLineParser.ParseNdjsonAsync(pipe.Reader, StockIntake.Unstated, cancellationToken), cancellationToken))
        {
            await telling.ToOutsideAsync();
            yield return ack;
        }

        await pipe.Reader.CompleteAsync();
        await writing;
        if (intake.Refusal is { } refusal)
            throw Refuse(refusal.Code, refusal.Message);
    }

    /// <summary>Follows a pharmacy's live holds: the whole list comes as client method <c>holds</c> now and after each change, at most four times a second;
    /// the lines that it is asked to confirm come as client method <c>confirm</c>.</summary>
    [Authorize(Policies.Pharmacy), KeyScope(KeyScopes.Holds), EndpointSummary("Follows a pharmacy's live holds, and what it is asked to confirm")]
    public void WatchHolds(string pharmacy)
    {
        Demand(pharmacy);
        holds.Watch(Context, new(pharmacy));
    }

    /// <summary>Follows match events as client method <c>matchEvent</c>; what is shown of the pharmacy depends on the role.</summary>
    [Authorize(Policies.WatchFeed), KeyScope(KeyScopes.Feed), EndpointSummary("Shows the latest match events as they happen")]
    public void WatchFeed() => feed.Watch(Context, Access.Caller.Of(Context.User) is { Role: Roles.Partner } caller ? caller.Partner : null);

    /// <summary>
    /// Streams match events from a cursor on, without gap or repeat, as <c>GET /v1/feed</c> does: each with the cursor after it. An item without an
    /// event ends each part, and comes when there is nothing to tell for a while: its cursor counts too.
    /// </summary>
    [Authorize(Policies.ReadFeed), KeyScope(KeyScopes.Feed), EndpointSummary("Streams match events from a cursor on, without gap or repeat")]
    public async IAsyncEnumerable<FeedItem> StreamFeed(string? after, FilterBody? filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var read = (filter ?? new()).Read(errors);
        if (errors.Any)
            throw Refuse(errors.All[0].Code, errors.All[0].Message);
        var (cursor, problem) = await feedReader.FindAsync(after);
        if (cursor is null)
            throw Refuse(problem!.Code, problem.Detail);
        using var place = readers.TryEnter($"{Caller.Role}/{Caller.Partner}") ?? throw Refuse(Problems.ApiCodes.RateLimited, "Too many readers of this caller.");
        await foreach (var part in FeedParts.ReadAsync(services, cursor, Caller, read, cancellationToken))
        {
            if (part.Problem is { } ended)
                throw Refuse(ended.Code, ended.Detail);
            foreach (var one in part.Events)
                yield return new(one.Cursor.ToString(), FeedMessage.Of(one));
            yield return new(part.Cursor!.ToString(), Event: null);
        }
    }

    /// <summary>
    /// Follows a crisis region in the caller's territory: its figures come as client method <c>regionFigures</c> now and when they change, at most four
    /// times a second, the newest only; its alarms as <c>regionAlarm</c>.
    /// </summary>
    [Authorize(Policies.Coordinator), EndpointSummary("Follows a crisis region in the caller's territory")]
    public async Task WatchRegion(string region)
    {
        if (await desk.Grain(new(region)).GetAsync() is not { } view || !desk.Territory.Covers(Caller, view.Facts))
            throw Refuse(RefusalCodes.UnknownRegion, "There is no such region.");
        regions.Watch(Context, view.Facts.Id);
    }

    /// <summary>Follows a crisis region no longer.</summary>
    [Authorize(Policies.Coordinator), EndpointSummary("Follows a crisis region no longer")]
    public void UnwatchRegion(string region) => regions.Unwatch(Context.ConnectionId, new(region));

    /// <summary>
    /// Follows unmet demand by crisis region: the list of what stands, as far as the filter wants it, comes as client method <c>signals</c> now and
    /// when it changes. Calling it again replaces the filter.
    /// </summary>
    [Authorize(Policies.ReadFeed), KeyScope(KeyScopes.Feed)]
    public void WatchSignals(SignalFilterBody? filter)
    {
        var errors = new InputErrors();
        var read = (filter ?? new()).Read(errors);
        if (errors.Any)
            throw Refuse(errors.All[0].Code, errors.All[0].Message);
        signals.Watch(Context, Caller, read);
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        feed.Leave(Context.ConnectionId);
        regions.Leave(Context.ConnectionId);
        signals.Leave(Context.ConnectionId);
        holds.Leave(Context.ConnectionId);
        await patients.LeaveAsync(Context.ConnectionId);
        await base.OnDisconnectedAsync(exception);
    }

    private Caller Caller => Access.Caller.Of(Context.User)!;

    private void Demand(string pharmacy)
    {
        if (!Caller.MaySpeakFor(pharmacy))
            throw Refuse(Problems.ApiCodes.Forbidden, "This token does not speak for that pharmacy.");
    }

    private static HubException Refuse(string code, string message) => new($"{code}: {message}");

    private static async Task WriteAsync(IAsyncEnumerable<JsonElement> lines, PipeWriter writer, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var line in lines.WithCancellation(cancellationToken))
            {
                await writer.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(line), cancellationToken);
                if ((await writer.WriteAsync("\n"u8.ToArray(), cancellationToken)).IsCompleted)
                    break;
            }

            await writer.CompleteAsync();
        }
        catch (OperationCanceledException stopped)
        {
            await writer.CompleteAsync(stopped);
        }
    }
}

/// <summary>Where a subscription begins.</summary>
/// <param name="Epoch">Of the inbox; keep it beside the last number seen.</param>
/// <param name="First">Number of the oldest entry kept; 0 for an empty inbox. Greater than the last seen + 1: older entries are gone.</param>
/// <param name="Last">Number of the newest entry at this moment: when it has come, the client has caught up.</param>
/// <param name="StartOver">
/// The number is none of this inbox (an older backup was restored): forget the entries seen; those that stand come from the first on.
/// </param>
public sealed record Subscribed(string Epoch, long First, long Last, bool StartOver);

/// <param name="Cursor">After the event: go on from here.</param>
/// <param name="Event">Left out when there is nothing to tell.</param>
public sealed record FeedItem(string Cursor, FeedMessage? Event);
