using System.Text.Json;
using System.Text.Json.Nodes;
using MatchGrid.Api.Access;
using MatchGrid.Api.Input;
using MatchGrid.Api.Patients;
using MatchGrid.Api.Problems;
using MatchGrid.Api.Startup;
using MatchGrid.Identifiers;
using MatchGrid.Patients;
using MatchGrid.Requests;
using MatchGrid.Silo.Skus;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Orleans;

namespace MatchGrid.Api.Requests;

/// <summary>A patient's standing needs.</summary>
public static class RequestRoutes
{
    private const int MostKeyCharacters = 200;
    private const int RequestIdCharacters = 26;

    public static void MapRequests(this IEndpointRouteBuilder routes)
    {
        var requests = routes.MapGroup("/requests").WithTags("requests").RequireAuthorization(Policies.Patient).ForRelatives().NotesAccess("requests used");
        requests.MapPost("", OpenAsync).WithMetadata(LimitedUse.NewNeed).WithSummary("Opens a request; with an Idempotency-Key or an id, sending it again changes nothing")
            .Produces<RequestAnswer>(StatusCodes.Status201Created);
        requests.MapGet("", ListAsync).WithSummary("Open requests and the last 64 that ended, newest first").Produces<RequestsAnswer>();
        requests.MapGet("/{request}", GetAsync).WithSummary("One request with its matches and reasons").Produces<RequestAnswer>();
        requests.MapPatch("/{request}", ChangeAsync)
            .WithSummary("Changes what is asked for (JSON merge patch); asking for no more keeps the place in line")
            .Accepts<RequestBody>("application/merge-patch+json", "application/json").Produces<RequestAnswer>();
        requests.MapDelete("/{request}", CancelAsync).WithSummary("Cancels; what is held is given back").Produces<RequestAnswer>();
        requests.MapGet("/{request}/why", WhyAsync).WithSummary("Why not yet: the reasons in plain words, without a trace of anyone else").Produces<WhyAnswer>();
        requests.MapGet("/{request}/place", PlaceAsync).WithSummary("Where it stands in each market").Produces<PlacesAnswer>();
    }

    private static async Task<IResult> OpenAsync(
        RequestBody body, HttpContext context, IGrainFactory grains, TermsReader reader, MatchShow show, IIdSource ids)
    {
        var patient = context.PatientInHand();
        var errors = new InputErrors();
        var key = errors.Text(context.Request.Headers["Idempotency-Key"], "Idempotency-Key", MostKeyCharacters) ?? errors.Text(body.Id, "id", MostKeyCharacters);
        if (errors.Any)
            return errors.Refusal();
        // One id per patient and key: a retry finds its request, and nobody else's key meets it.
        var id = new RequestId(key is null ? ids.Next() : Caller.ShortHash($"{patient}|{key}", RequestIdCharacters));
        var request = grains.GetGrain<IRequestGrain>(id.Value);
        if (key is not null && await request.GetAsync(patient) is { } there)
            return Results.Ok(await show.ShowAsync(there));

        var (terms, refused) = await reader.ReadAsync(body);
        if (terms is null)
            return refused!;
        var grain = grains.GetGrain<IPatientGrain>(patient.Value);
        if (await grain.ReserveAsync(terms.Group, id) is { Refusal: { } taken })
        {
            // Whoever reserved it may have crashed before its request was opened: then that one is opened now.
            if (await grain.GetRequestOfAsync(terms.Group) is not { } reserved)
                return Refused.Of(taken);
            (id, request) = (reserved, grains.GetGrain<IRequestGrain>(reserved.Value));
            if (taken.Code != RefusalCodes.GroupAlreadyRequested || await request.GetAsync(patient) is not null)
                return Refused.Of(taken);
        }

        var opened = await request.OpenAsync(patient, terms);
        if (opened.Refusal is { } refusal)
        {
            await grain.ReleaseAsync(terms.Group, id);
            return Refused.Of(refusal);
        }

        return Results.Created($"/v1/requests/{id}", await show.ShowAsync(opened.Value!));
    }

    private static async Task<IResult> ListAsync(HttpContext context, IGrainFactory grains, MatchShow show)
    {
        var patient = context.PatientInHand();
        var ids = await grains.GetGrain<IPatientGrain>(patient.Value).GetRequestsAsync();
        var views = await Task.WhenAll(ids.Select(id => grains.GetGrain<IRequestGrain>(id.Value).GetAsync(patient)));
        return Results.Ok(new RequestsAnswer(await Task.WhenAll(views.OfType<RequestView>().Select(show.ShowAsync))));
    }

    private static async Task<IResult> GetAsync(string request, HttpContext context, IGrainFactory grains, MatchShow show) =>
        await grains.GetGrain<IRequestGrain>(request).GetAsync(context.PatientInHand()) is { } view
            ? Results.Ok(await show.ShowAsync(view) with { Expected = await show.ExpectedAsync(view) })
            : Unknown();

    private static async Task<IResult> ChangeAsync(
        string request, JsonObject change, HttpContext context, IGrainFactory grains, TermsReader reader, MatchShow show, IOptions<JsonOptions> json)
    {
        var patient = context.PatientInHand();
        var grain = grains.GetGrain<IRequestGrain>(request);
        if (await grain.GetAsync(patient) is not { } view)
            return Unknown();

        // RFC 7396, one level deep: the members sent replace those asked so far, null takes one away.
        var merged = (JsonObject)JsonSerializer.SerializeToNode(RequestBody.Of(view.Terms), json.Value.SerializerOptions)!;
        if (change.ContainsKey("group") || change.ContainsKey("q"))
            merged.Remove("skus");
        foreach (var (name, value) in change)
            merged[name] = value?.DeepClone();
        RequestBody body;
        try
        {
            body = merged.Deserialize<RequestBody>(json.Value.SerializerOptions)!;
        }
        catch (JsonException wrong)
        {
            return new Refused(ProblemPages.OfJson(wrong));
        }

        var (terms, refused) = await reader.ReadAsync(body);
        if (terms is null)
            return refused!;
        var changed = await grain.ChangeAsync(patient, terms);
        return changed.Refusal is { } refusal ? Refused.Of(refusal) : Results.Ok(await show.ShowAsync(changed.Value!));
    }

    private static async Task<IResult> CancelAsync(string request, HttpContext context, IGrainFactory grains, MatchShow show)
    {
        var cancelled = await grains.GetGrain<IRequestGrain>(request).CancelAsync(context.PatientInHand());
        return cancelled.Refusal is { } refusal ? Refused.Of(refusal) : Results.Ok(await show.ShowAsync(cancelled.Value!));
    }

    private static async Task<IResult> PlaceAsync(string request, HttpContext context, IGrainFactory grains)
    {
        var (patient, grain) = (context.PatientInHand(), grains.GetGrain<IRequestGrain>(request));
        return await grain.GetAsync(patient) is null ? Unknown() : Results.Ok(new PlacesAnswer([.. await grain.GetPlacesAsync(patient)]));
    }

    private static async Task<IResult> WhyAsync(string request, HttpContext context, IGrainFactory grains, LocalCatalogue catalogue) =>
        await grains.GetGrain<IRequestGrain>(request).WhyAsync(context.PatientInHand()) is { } why ? Results.Ok(WhyAnswer.Of(why, catalogue)) : Unknown();

    private static Refused Unknown() => Refused.Of(RefusalCodes.UnknownRequest, "There is no such request.");
}

/// <summary>A patient's requests.</summary>
public sealed record RequestsAnswer(IReadOnlyList<RequestAnswer> Requests);

/// <summary>One for each market the request is registered in; none when it seeks nothing.</summary>
public sealed record PlacesAnswer(IReadOnlyList<PlaceInLine> Places);
