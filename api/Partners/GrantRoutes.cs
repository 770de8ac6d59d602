using MatchGrid.Api.Access;
using MatchGrid.Api.Feed;
using MatchGrid.Api.Input;
using MatchGrid.Api.Problems;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Partners;
using MatchGrid.Patients;
using Orleans;

namespace MatchGrid.Api.Partners;

/// <summary>What partners may see, granted by those whose it is: pharmacies, patients, and for areas the operator.</summary>
public static class GrantRoutes
{
    private const int MostPartnerCharacters = 64;

    public static void MapGrants(this IEndpointRouteBuilder routes)
    {
        var partner = routes.MapGroup("/partners/{partner}/grants").WithTags("partners");
        partner.MapGet("", GetAsync).RequireAuthorization(Policies.ThatPartner).WithSummary("What a partner may see; patients by the partner's own ids")
            .Produces<GrantsAnswer>();
        partner.MapPut("", PutAsync).RequireAuthorization(Policies.Admin).WithSummary("Replaces what the operator grants: the area that a partner sees coarsely, and signals of unmet demand").Produces(StatusCodes.Status204NoContent);

        var pharmacy = routes.MapGroup("/pharmacies/{pharmacy}/partners/{partner}").WithTags("partners").RequireAuthorization(Policies.ThatPharmacy);
        pharmacy.MapPut("", (string pharmacy, string partner, IGrainFactory grains) => GrantPharmacyAsync(pharmacy, partner, granted: true, grains))
            .WithSummary("Shows the pharmacy's matches to a partner").Produces(StatusCodes.Status204NoContent);
        pharmacy.MapDelete("", (string pharmacy, string partner, IGrainFactory grains) => GrantPharmacyAsync(pharmacy, partner, granted: false, grains))
            .WithSummary("Shows them no longer").Produces(StatusCodes.Status204NoContent);

        var patient = routes.MapGroup("/me/consents").WithTags("patients").RequireAuthorization(Policies.Patient);
        patient.MapGet("", async (HttpContext context, IGrainFactory grains) => Results.Ok(new ConsentsAnswer([.. await Patient(context, grains).GetConsentsAsync()])))
            .WithSummary("Partners that may see the patient's matches").Produces<ConsentsAnswer>();
        patient.MapPut("/{partner}", (string partner, HttpContext context, IGrainFactory grains) => ConsentAsync(partner, granted: true, context, grains))
            .WithSummary("Lets a partner see the patient's matches, under an id that only it knows").Produces(StatusCodes.Status204NoContent);
        patient.MapDelete("/{partner}", (string partner, HttpContext context, IGrainFactory grains) => ConsentAsync(partner, granted: false, context, grains))
            .WithSummary("Takes the consent back").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> GetAsync(string partner, IGrainFactory grains, FeedAccess access)
    {
        var grants = await grains.GetGrain<IGrantsGrain>(partner).GetAsync();
        var lens = await access.LensOfAsync(partner);
        return Results.Ok(grants is null
            ? new([], [], [], Everything: false, Signals: false)
            : new GrantsAnswer([.. grants.Pharmacies], [.. grants.Patients.Select(lens.IdOf).Order(StringComparer.Ordinal)], [.. grants.Cells], grants.Everything, grants.Signals));
    }

    private static async Task<IResult> PutAsync(string partner, AreaBody body, IGrainFactory grains)
    {
        var errors = new InputErrors();
        CheckPartner(partner, errors);
        var cells = (body.Cells ?? []).Select(text => FilterBody.CellOf(text, "cells", errors)).Distinct().Order().ToList();
        return errors.Any ? errors.Refusal() : (await grains.GetGrain<IGrantsGrain>(partner).GrantAreaAsync([.. cells], body.Everything ?? false, body.Signals ?? false)).Answer();
    }

    private static async Task<IResult> GrantPharmacyAsync(string pharmacy, string partner, bool granted, IGrainFactory grains)
    {
        var errors = new InputErrors();
        CheckPartner(partner, errors);
        return errors.Any ? errors.Refusal() : (await grains.GetGrain<IGrantsGrain>(partner).GrantPharmacyAsync(new(pharmacy), granted)).Answer();
    }

    private static async Task<IResult> ConsentAsync(string partner, bool granted, HttpContext context, IGrainFactory grains)
    {
        var errors = new InputErrors();
        CheckPartner(partner, errors);
        return errors.Any ? errors.Refusal() : (await Patient(context, grains).ConsentAsync(new(partner), granted)).Answer();
    }

    private static void CheckPartner(string partner, InputErrors errors)
    {
        if (partner.Length > MostPartnerCharacters || !partner.All(one => char.IsAsciiLetterOrDigit(one) || one is '-' or '_' or '.'))
            errors.Add(RefusalCodes.InvalidField, $"A partner is up to {MostPartnerCharacters} letters, digits, and - _ .", "partner");
    }

    private static IPatientGrain Patient(HttpContext context, IGrainFactory grains) => grains.GetGrain<IPatientGrain>(context.Caller().Patient.Value);
}

/// <param name="Cells">Requests of these cells, coarsely; at most 1,000.</param>
/// <param name="Everything">All requests, coarsely.</param>
/// <param name="Signals">Unmet demand by region.</param>
public sealed record AreaBody(IReadOnlyList<string>? Cells, bool? Everything, bool? Signals = null);

/// <param name="Patients">By ids of this partner's own.</param>
public sealed record GrantsAnswer(IReadOnlyList<PharmacyId> Pharmacies, IReadOnlyList<string> Patients, IReadOnlyList<CellId> Cells, bool Everything, bool Signals);

/// <summary>In order of their names.</summary>
public sealed record ConsentsAnswer(IReadOnlyList<PartnerId> Partners);
