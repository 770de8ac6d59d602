using MatchGrid.Api.Access;
using MatchGrid.Patients;
using Orleans;

namespace MatchGrid.Api.Patients;

/// <summary>Accesses to what is kept of a patient, noted where they happen and shown to the patient.</summary>
public static class AccessTrail
{
    /// <summary>How the patient is called in the patient's own trail.</summary>
    private const string You = "you";

    public static void MapAccesses(this IEndpointRouteBuilder routes) => routes
        .MapGet("/me/accesses", async (HttpContext context, IGrainFactory grains) =>
            Results.Ok(new AccessesAnswer([.. await grains.GetGrain<IPatientGrain>(context.Caller().Patient.Value).GetAccessesAsync()])))
        .RequireAuthorization(Policies.Patient)
        .WithTags("patients")
        .WithSummary("Who looked at, or changed, what is kept of the patient: the last 256, the same by the same once an hour")
        .Produces<AccessesAnswer>();

    /// <summary>Notes who used it, the patient or a relative: the patient sees when it was somebody else.</summary>
    public static TBuilder NotesAccess<TBuilder>(this TBuilder route, string what)
        where TBuilder : IEndpointConventionBuilder => route.AddEndpointFilter(async (invocation, next) =>
        {
            var answer = await next(invocation);
            var context = invocation.HttpContext;
            var time = context.RequestServices.GetRequiredService<TimeProvider>();
            var patient = context.RequestServices.GetRequiredService<IGrainFactory>().GetGrain<IPatientGrain>(context.PatientInHand().Value);
            await patient.NoteAccessAsync(new(time.GetUtcNow(), context.RelativeInHand() is { } name ? $"relative {name}" : You, what));
            return answer;
        });

    /// <summary>A professional, as the patient is told.</summary>
    public static string NameOf(Caller caller) => caller.Pharmacies.Count > 0 ? $"{caller.Role} {string.Join(", ", caller.Pharmacies)}" : caller.Role;
}

/// <summary>Oldest first.</summary>
public sealed record AccessesAnswer(IReadOnlyList<AccessEntry> Accesses);
