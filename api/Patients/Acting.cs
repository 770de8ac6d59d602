using MatchGrid.Api.Access;
using MatchGrid.Api.Problems;
using MatchGrid.Identifiers;
using MatchGrid.Patients;
using Orleans;

namespace MatchGrid.Api.Patients;

/// <summary>
/// For whom a call is: the caller, or a patient who lets the caller act for them and whom the header <c>For-Patient</c> names. That is asked with each
/// call: what is taken back ends at once.
/// </summary>
public static class Acting
{
    public const string Header = "For-Patient";

    private static readonly object Patient = new(), Name = new();

    /// <summary>Opens routes to relatives. A patient who does not let the caller act is answered as one that does not exist.</summary>
    public static TBuilder ForRelatives<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.AddEndpointFilter(async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            if (context.Request.Headers[Header].ToString() is { Length: > 0 } named && named != context.Caller().Pseudonym)
            {
                if (await FindAsync(context.RequestServices.GetRequiredService<IGrainFactory>(), context.Caller(), named) is not { } name)
                    return Unknown();
                (context.Items[Patient], context.Items[Name]) = (new PatientId(named), name);
            }

            return await next(invocation);
        });

    /// <summary>What the patient calls the caller; null for somebody who may not act for them.</summary>
    public static async Task<string?> FindAsync(IGrainFactory grains, Caller caller, string patient) =>
        patient.Length <= PatientIdCharacters ? await grains.GetGrain<IPatientGrain>(patient).FindRelativeAsync(caller.Patient) : null;

    /// <summary>For whom the call in hand is.</summary>
    public static PatientId PatientInHand(this HttpContext context) => context.Items[Patient] is PatientId patient ? patient : context.Caller().Patient;

    /// <summary>Who acts for that patient; null for the patient.</summary>
    public static string? RelativeInHand(this HttpContext context) => context.Items[Name] as string;

    public static Refused Unknown() => Refused.Of(RefusalCodes.UnknownPatient, "There is no such patient, or you may not act for them.");

    private const int PatientIdCharacters = 64;
}
