using MatchGrid.Api.Access;
using MatchGrid.Api.Problems;
using MatchGrid.Identifiers;

namespace MatchGrid.Api.Patients;

/// <summary>The right to be forgotten.</summary>
public static class ErasureRoutes
{
    public static void MapErasure(this IEndpointRouteBuilder routes)
    {
        routes.MapDelete("/me", (HttpContext context, PatientErasure erasure) => EraseAsync(context.Caller().Patient, erasure))
            .RequireAuthorization(Policies.Patient).WithTags("patients")
            .WithSummary("Erases the patient for good: open requests are cancelled, and nothing about the patient can be read any more")
            .Produces(StatusCodes.Status204NoContent);
        routes.MapDelete("/patients/{patient}", (string patient, PatientErasure erasure) => EraseAsync(new(patient), erasure))
            .RequireAuthorization(Policies.Admin).WithTags("patients").WithSummary("The same, by the operator, on a patient's behalf")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> EraseAsync(PatientId patient, PatientErasure erasure) =>
        await erasure.EraseAsync(patient) is { } refusal ? Refused.Of(refusal) : Results.NoContent();
}
