using System.Security.Cryptography;
using MatchGrid.Api.Access;
using MatchGrid.Api.Input;
using MatchGrid.Api.Problems;
using MatchGrid.Identifiers;
using MatchGrid.Patients;
using Orleans;

namespace MatchGrid.Api.Patients;

/// <summary>Relatives: a patient lets somebody ask and answer for them, and takes it back.</summary>
public static class RelativeRoutes
{
    private const int MostNameCharacters = 100;
    private const int MostCodeCharacters = 200;
    private const int SecretBytes = 15;

    public static void MapRelatives(this IEndpointRouteBuilder routes)
    {
        var relatives = routes.MapGroup("/me/relatives").RequireAuthorization(Policies.Patient).WithTags("patients");
        relatives.MapGet("", async (HttpContext context, IGrainFactory grains) => Results.Ok(new RelativesAnswer([.. await Own(context, grains).GetRelativesAsync()])))
            .WithSummary("Who may act for the patient").Produces<RelativesAnswer>();
        relatives.MapPost("", InviteAsync).WithSummary("A code, shown once and good for a day: whoever brings it may ask and answer for the patient")
            .Produces<InvitationAnswer>(StatusCodes.Status201Created);
        relatives.MapDelete("/{relative}", async (string relative, HttpContext context, IGrainFactory grains) =>
            {
                await Own(context, grains).RemoveRelativeAsync(relative);
                return Results.NoContent();
            })
            .WithSummary("Takes it back, at once").Produces(StatusCodes.Status204NoContent);

        var patients = routes.MapGroup("/me/patients").RequireAuthorization(Policies.Patient).WithTags("patients");
        patients.MapGet("", ListAsync).WithSummary($"For whom the caller may act, with the header {Acting.Header} on calls about requests and the inbox").Produces<PatientsAnswer>();
        patients.MapPost("", JoinAsync).WithSummary("Brings a code").Produces<PatientAnswer>();
        patients.MapDelete("/{patient}", async (string patient, HttpContext context, IGrainFactory grains) =>
            {
                await Own(context, grains).LeaveAloneAsync(new(patient));
                return Results.NoContent();
            })
            .WithSummary("Takes the patient off the caller's list").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> InviteAsync(InvitationBody body, HttpContext context, IGrainFactory grains, IIdSource ids)
    {
        var errors = new InputErrors();
        var name = errors.Text(body.Name, "name", MostNameCharacters);
        if (!errors.Any)
            errors.Has(name, "name");
        if (errors.Any)
            return errors.Refusal();
        var (id, secret) = (ids.Next(), Convert.ToHexString(RandomNumberGenerator.GetBytes(SecretBytes)));
        var invited = await Own(context, grains).InviteRelativeAsync(id, name!, KeyText.HashOf(secret));
        return invited.Refusal is { } refusal
            ? Refused.Of(refusal)
            : Results.Created((string?)null, new InvitationAnswer(id, $"{context.Caller().Pseudonym}.{secret}"));
    }

    private static async Task<IResult> JoinAsync(JoinBody body, HttpContext context, IGrainFactory grains)
    {
        var errors = new InputErrors();
        var (code, name) = (errors.Text(body.Code, "code", MostCodeCharacters), errors.Text(body.Name, "name", MostNameCharacters));
        if (!errors.Any && errors.Has(code, "code"))
            errors.Has(name, "name");
        if (errors.Any)
            return errors.Refusal();
        if (code!.Split('.') is not [var patient, var secret])
            return Refused.Of(RefusalCodes.InvalidCode, "This is not a code.", "code");
        var person = new CaredFor(new(patient), name!);
        var kept = await Own(context, grains).CareForAsync(person);
        if (kept.Refusal is { } full)
            return Refused.Of(full);
        var joined = await grains.GetGrain<IPatientGrain>(patient).JoinRelativeAsync(context.Caller().Patient, KeyText.HashOf(secret.ToUpperInvariant()));
        if (joined.Refusal is not { } refusal)
            return Results.Ok(new PatientAnswer(person.Patient, person.Name, May: true));
        if (await Acting.FindAsync(grains, context.Caller(), patient) is null)
            await Own(context, grains).LeaveAloneAsync(person.Patient);
        return Refused.Of(refusal);
    }

    private static async Task<IResult> ListAsync(HttpContext context, IGrainFactory grains)
    {
        var people = await Own(context, grains).GetCaredForAsync();
        return Results.Ok(new PatientsAnswer(await Task.WhenAll(people.Select(async one =>
            new PatientAnswer(one.Patient, one.Name, May: await Acting.FindAsync(grains, context.Caller(), one.Patient.Value) is not null)))));
    }

    private static IPatientGrain Own(HttpContext context, IGrainFactory grains) => grains.GetGrain<IPatientGrain>(context.Caller().Patient.Value);
}

/// <param name="Name">What the patient calls them, up to 100 characters; required.</param>
public sealed record InvitationBody(string? Name);

/// <param name="Code">Shown here and never again.</param>
public sealed record InvitationAnswer(string Id, string Code);

/// <summary>In the order in which they were invited.</summary>
public sealed record RelativesAnswer(IReadOnlyList<RelativeView> Relatives);

/// <param name="Name">What the caller calls the patient, up to 100 characters; required.</param>
public sealed record JoinBody(string? Code, string? Name);

/// <summary>In the order in which they were added.</summary>
public sealed record PatientsAnswer(IReadOnlyList<PatientAnswer> Patients);

/// <param name="May">False when it was taken back.</param>
public sealed record PatientAnswer(PatientId Patient, string Name, bool May);
