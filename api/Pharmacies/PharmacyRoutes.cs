using MatchGrid.Api.Access;
using MatchGrid.Api.Input;
using MatchGrid.Api.Problems;
using MatchGrid.Api.Startup;
using MatchGrid.Identifiers;
using MatchGrid.Keys;
using MatchGrid.Pharmacies;
using Orleans;

namespace MatchGrid.Api.Pharmacies;

/// <summary>Who holds stock: profile, pause, import.</summary>
public static class PharmacyRoutes
{
    public static void MapPharmacies(this IEndpointRouteBuilder routes)
    {
        var pharmacy = routes.MapGroup("/pharmacies/{pharmacy}").WithTags("pharmacies");
        pharmacy.MapGet("", GetAsync).RequireAuthorization(Policies.SignedIn).ForKeys(KeyScopes.Catalogue).WithSummary("A pharmacy; its own view when it asks itself")
            .Produces<PharmacyAnswer>();
        pharmacy.MapPut("", PutAsync).RequireAuthorization(Policies.ThatPharmacy).ForKeys(KeyScopes.Profile).WithSummary("Creates or changes a pharmacy").Produces<PharmacyAnswer>();
        pharmacy.MapPost("/pause", (string pharmacy, IGrainFactory grains) => PauseAsync(pharmacy, paused: true, grains))
            .RequireAuthorization(Policies.ThatPharmacy).ForKeys(KeyScopes.Profile).WithSummary("Nothing new is held here; what is held stays held")
            .Produces(StatusCodes.Status204NoContent);
        pharmacy.MapPost("/resume", (string pharmacy, IGrainFactory grains) => PauseAsync(pharmacy, paused: false, grains))
            .RequireAuthorization(Policies.ThatPharmacy).ForKeys(KeyScopes.Profile).WithSummary("Ends a pause").Produces(StatusCodes.Status204NoContent);
        routes.MapPost("/pharmacies:import", ImportAsync).RequireAuthorization(Policies.Admin).WithTags("pharmacies")
            .WithSummary("Creates or changes pharmacies from an NDJSON stream, one a line")
            .Accepts<PharmacyBody>("application/x-ndjson").Produces<ImportAnswer>();
    }

    private static async Task<IResult> GetAsync(string pharmacy, HttpContext context, IGrainFactory grains, TimeProvider time)
    {
        if (await grains.GetGrain<IPharmacyGrain>(pharmacy).GetAsync() is not { } view)
            return Unknown();
        return Results.Ok(PharmacyAnswer.Of(view, own: context.Caller().MaySpeakFor(pharmacy), time.GetUtcNow()));
    }

    private static async Task<IResult> PutAsync(string pharmacy, PharmacyBody body, IGrainFactory grains, TimeProvider time)
    {
        var errors = new InputErrors();
        if ((body with { Id = pharmacy }).Read(errors) is not { } profile)
            return errors.Refusal();
        var grain = grains.GetGrain<IPharmacyGrain>(pharmacy);
        if (await grain.RegisterAsync(profile) is { Refusal: { } refusal })
            return Refused.Of(refusal);
        return Results.Ok(PharmacyAnswer.Of((await grain.GetAsync())!, own: true, time.GetUtcNow()));
    }

    private static async Task<IResult> PauseAsync(string pharmacy, bool paused, IGrainFactory grains) =>
        (await grains.GetGrain<IPharmacyGrain>(pharmacy).PauseAsync(paused)).Answer();

    private static Task<IResult> ImportAsync(HttpContext context, IGrainFactory grains, ApiLimits limits) =>
        LineImport.RunAsync<PharmacyBody, PharmacyProfile>(context, limits, (body, errors) => body.Read(errors), async profiles =>
        {
            // Of lines with the same id the last counts; the others need not be stored.
            var last = profiles.Reverse().DistinctBy(profile => profile.Id);
            var outcomes = await Task.WhenAll(last.Select(profile => grains.GetGrain<IPharmacyGrain>(profile.Id.Value).RegisterAsync(profile)));
            return outcomes.FirstOrDefault(outcome => !outcome.IsDone)?.Refusal;
        });

    private static Refused Unknown() => Refused.Of(RefusalCodes.UnknownPharmacy, "There is no such pharmacy.");
}

/// <summary>A pharmacy as others see it, and more of it as it sees itself.</summary>
/// <param name="OpenNow">Whether it is open at this moment.</param>
/// <param name="OpensAt">When it next opens; left out when open, or not within 60 days.</param>
/// <param name="Own">For the pharmacy itself only.</param>
public sealed record PharmacyAnswer(
    PharmacyId Id,
    string Name,
    PharmacyKind Kind,
    double Latitude,
    double Longitude,
    string Hours,
    string Zone,
    bool OpenNow,
    DateTimeOffset? OpensAt,
    string? Address,
    string? Phone,
    int DeliveryMetres,
    bool Paused,
    PharmacyOwnAnswer? Own)
{
    public static PharmacyAnswer Of(PharmacyView view, bool own, DateTimeOffset now)
    {
        var profile = view.Profile;
        var open = profile.Hours.IsOpen(now);
        return new(
            profile.Id,
            profile.Name,
            profile.Kind,
            profile.Place.Latitude,
            profile.Place.Longitude,
            profile.Hours.Text,
            profile.Hours.Zone,
            open,
            open ? null : profile.Hours.NextOpening(now),
            profile.Address,
            profile.Phone,
            profile.DeliveryMetres,
            view.Paused,
            own ? new(view.Lines, view.LiveHolds, view.LastReportAt, [.. view.Sources]) : null);
    }
}

/// <param name="Lines">Stock lines.</param>
/// <param name="LastReportAt">When stock was last reported.</param>
/// <param name="Sources">Who reports, and the last number of each.</param>
public sealed record PharmacyOwnAnswer(int Lines, int LiveHolds, DateTimeOffset? LastReportAt, IReadOnlyList<SourceView> Sources);
