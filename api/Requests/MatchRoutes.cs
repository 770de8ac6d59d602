using MatchGrid.Api.Access;
using MatchGrid.Api.Input;
using MatchGrid.Api.Patients;
using MatchGrid.Api.Problems;
using MatchGrid.Identifiers;
using MatchGrid.Requests;
using Orleans;

namespace MatchGrid.Api.Requests;

/// <summary>A patient's answers to matches, and a professional's word on urgency.</summary>
public static class MatchRoutes
{
    public static void MapMatches(this IEndpointRouteBuilder routes)
    {
        var match = routes.MapGroup("/requests/{request}/matches/{match}").WithTags("requests").RequireAuthorization(Policies.Patient).ForRelatives().NotesAccess("matches answered");
        match.MapPost("/accept", (string request, string match, HttpContext context, IGrainFactory grains, MatchShow show) =>
                AnswerAsync(request, context, grains, show, (grain, patient) => grain.AcceptAsync(patient, new(match))))
            .WithSummary("The patient comes for it; the reply says until when").Produces<MatchAnswer>();
        match.MapPost("/decline", (string request, string match, HttpContext context, IGrainFactory grains, MatchShow show) =>
                AnswerAsync(request, context, grains, show, (grain, patient) => grain.DeclineAsync(patient, new(match))))
            .WithSummary("The patient does not want it; the request keeps its place, without that pharmacy").Produces<MatchAnswer>();
        match.MapPost("/extend", (string request, string match, HttpContext context, IGrainFactory grains, MatchShow show) =>
                AnswerAsync(request, context, grains, show, (grain, patient) => grain.ExtendAsync(patient, new(match))))
            .WithSummary("The patient needs longer to collect").Produces<MatchAnswer>();
        routes.MapPost("/requests/{request}/confirm-urgency", ConfirmAsync).RequireAuthorization(Policies.Professional).WithTags("requests")
            .WithSummary("A prescriber or pharmacist confirms, or corrects, the urgency").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> AnswerAsync(
        string request, HttpContext context, IGrainFactory grains, MatchShow show, Func<IRequestGrain, PatientId, Task<Outcome<Match>>> ask)
    {
        var outcome = await ask(grains.GetGrain<IRequestGrain>(request), context.PatientInHand());
        return outcome.Refusal is { } refusal ? Refused.Of(refusal) : Results.Ok(await show.ShowAsync(outcome.Value!));
    }

    private static async Task<IResult> ConfirmAsync(string request, UrgencyBody body, HttpContext context, IGrainFactory grains)
    {
        var errors = new InputErrors();
        return errors.Has(body.Urgency, "urgency")
            ? (await grains.GetGrain<IRequestGrain>(request).ConfirmUrgencyAsync(body.Urgency.Value, AccessTrail.NameOf(context.Caller()))).Answer()
            : errors.Refusal();
    }
}

/// <summary>An urgency.</summary>
public sealed record UrgencyBody(Urgency? Urgency);
