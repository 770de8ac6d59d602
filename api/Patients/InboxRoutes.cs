using MatchGrid.Api.Access;
using MatchGrid.Api.Input;
using MatchGrid.Api.Problems;
using MatchGrid.Patients;
using Orleans;

namespace MatchGrid.Api.Patients;

/// <summary>What a patient was told, and who the patient is.</summary>
public static class InboxRoutes
{
    public static void MapInbox(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/inbox", GetInboxAsync).RequireAuthorization(Policies.Patient).ForRelatives().NotesAccess("inbox read").WithTags("patients")
            .WithSummary("Notices after a number, at most 256; another epoch starts over").Produces<InboxAnswer>();
        routes.MapGet("/me", GetProfileAsync).RequireAuthorization(Policies.Patient).NotesAccess("profile read").WithTags("patients").WithSummary("The patient's own profile")
            .Produces<ProfileAnswer>();
        routes.MapPut("/me", SetProfileAsync).RequireAuthorization(Policies.Patient).NotesAccess("profile changed").WithTags("patients").WithSummary("Replaces the profile")
            .Produces<ProfileAnswer>();
    }

    private static async Task<IResult> GetInboxAsync(string? epoch, long? after, HttpContext context, IGrainFactory grains, NoticeShow show)
    {
        if (after < 0)
            return Refused.Of(RefusalCodes.InvalidField, "after is the last number seen, from 0.", "after");
        var page = await grains.GetGrain<IPatientGrain>(context.PatientInHand().Value).GetInboxAsync(epoch, after ?? 0);
        return Results.Ok(new InboxAnswer(page.Epoch, page.First, page.Last, page.StartOver, await show.ShowAsync(page)));
    }

    private static async Task<IResult> GetProfileAsync(HttpContext context, IGrainFactory grains)
    {
        var patient = context.Caller().Patient;
        return Results.Ok(ProfileAnswer.Of(patient.Value, await grains.GetGrain<IPatientGrain>(patient.Value).GetProfileAsync()));
    }

    private static async Task<IResult> SetProfileAsync(ProfileBody body, HttpContext context, IGrainFactory grains)
    {
        var errors = new InputErrors();
        var profile = new PatientProfile(errors.Text(body.DisplayName, "displayName", 100), errors.Text(body.Language, "language", 35));
        if (errors.Any)
            return errors.Refusal();
        var patient = context.Caller().Patient;
        await grains.GetGrain<IPatientGrain>(patient.Value).SetProfileAsync(profile);
        return Results.Ok(ProfileAnswer.Of(patient.Value, profile));
    }
}

/// <param name="DisplayName">At most 100 characters; never shown to anybody else.</param>
/// <param name="Language">BCP 47, such as <c>fr-CA</c>.</param>
public sealed record ProfileBody(string? DisplayName, string? Language);

/// <param name="Id">The pseudonym by which the rest of the grid knows the patient.</param>
public sealed record ProfileAnswer(string Id, string? DisplayName, string? Language)
{
    public static ProfileAnswer Of(string id, PatientProfile profile) => new(id, profile.DisplayName, profile.Language);
}

/// <param name="Epoch">Changes when entries may have been lost: a client then starts over from number 0.</param>
/// <param name="First">Number of the oldest entry kept; 0 for an empty inbox.</param>
/// <param name="Last">Number of the newest entry; 0 for an empty inbox.</param>
/// <param name="StartOver">The number asked for is none of this inbox: forget the entries seen; these are those that stand, from the first on.</param>
public sealed record InboxAnswer(string Epoch, long First, long Last, bool StartOver, IReadOnlyList<InboxNotice> Entries);
