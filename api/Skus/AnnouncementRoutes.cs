using System.Collections.Immutable;
using MatchGrid.Api.Access;
using MatchGrid.Api.Input;
using MatchGrid.Api.Problems;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Skus;
using Orleans;

namespace MatchGrid.Api.Skus;

/// <summary>Supply to come, as makers announce it.</summary>
public static class AnnouncementRoutes
{
    private const int MostNameCharacters = 64;

    public static void MapAnnouncements(this IEndpointRouteBuilder routes)
    {
        var announcements = routes.MapGroup("/skus/{sku}/announcements").WithTags("makers").RequireAuthorization(Policies.Maker);
        announcements.MapGet("", GetAsync).WithSummary("What this maker has announced of a SKU, the earliest first").Produces<AnnouncementsAnswer>();
        announcements.MapPut("/{announcement}", PutAsync)
            .WithSummary("Announces packs to come; the same name again replaces it. Patients in line see an estimate")
            .Produces(StatusCodes.Status204NoContent);
        announcements.MapDelete("/{announcement}", DeleteAsync).WithSummary("Takes an announcement back").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> GetAsync(string sku, HttpContext context, IGrainFactory grains)
    {
        var errors = new InputErrors();
        if (SkuInput.Read(sku, "sku", errors) is not { } id)
            return errors.Refusal();
        var maker = MakerOf(context);
        var announced = await grains.GetGrain<ISkuGrain>(id.Value).GetAnnouncedAsync();
        return Results.Ok(new AnnouncementsAnswer([.. announced.Where(one => one.Maker == maker).Select(one => new AnnouncementAnswer(
            one.Id, one.Quantity, one.From, [.. one.Places.Select(place => new PlaceBody(place.Centre.Latitude, place.Centre.Longitude, place.RadiusMetres))],
            one.Regions.IsDefault ? [] : [.. one.Regions]))]));
    }

    private static async Task<IResult> PutAsync(string sku, string announcement, AnnouncementBody body, HttpContext context, IGrainFactory grains, JournalServices services)
    {
        var errors = new InputErrors();
        var (id, name) = (SkuInput.Read(sku, "sku", errors), errors.Text(announcement, "announcement", MostNameCharacters));
        errors.Has(body.Quantity, "quantity");
        errors.Has(body.From, "from");
        var places = ImmutableArray.CreateBuilder<AnnouncedPlace>();
        foreach (var place in body.Places ?? [])
        {
            if (PlaceInput.Read(place.Latitude, place.Longitude, errors) is { } centre)
                places.Add(new(centre, place.RadiusMetres ?? 0));
        }

        ImmutableArray<RegionId> regions = [.. (body.Regions ?? []).Select(region => new RegionId(region)).Distinct()];
        for (var i = 0; i < regions.Length && regions.Length <= SkuDecider.MostPlaces; i++)
        {
            if (services.Regions.Known.All(known => known.Closed || known.Id != regions[i]))
                errors.Add(RefusalCodes.UnknownRegion, "There is no such region, or it is closed.", $"regions[{i}]");
        }

        if (errors.Any)
            return errors.Refusal();
        return (await grains.GetGrain<ISkuGrain>(id!.Value.Value).AnnounceAsync(
            new(MakerOf(context), name!, body.Quantity!.Value, body.From!.Value, places.ToImmutable(), regions))).Answer();
    }

    private static async Task<IResult> DeleteAsync(string sku, string announcement, HttpContext context, IGrainFactory grains)
    {
        var errors = new InputErrors();
        return SkuInput.Read(sku, "sku", errors) is { } id
            ? (await grains.GetGrain<ISkuGrain>(id.Value).WithdrawAsync(MakerOf(context), announcement)).Answer()
            : errors.Refusal();
    }

    /// <summary>The organisation of the token, or the person where it names none.</summary>
    private static string MakerOf(HttpContext context) => context.Caller().Partner;
}

/// <summary>Packs to come.</summary>
/// <param name="Quantity">Packs, 1 to 1,000,000,000, in all places together; required.</param>
/// <param name="From">When they are expected, from today to two years ahead; required.</param>
/// <param name="Places">Circles in which they are expected, at most 16.</param>
/// <param name="Regions">Open crisis regions that it is meant for, as <c>/v1/signals</c> names them, at most 16. With no place either: everywhere.</param>
public sealed record AnnouncementBody(int? Quantity, DateTimeOffset? From, IReadOnlyList<PlaceBody>? Places = null, IReadOnlyList<string>? Regions = null);

/// <param name="RadiusMetres">100 to 2,500,000.</param>
public sealed record PlaceBody(double? Latitude, double? Longitude, int? RadiusMetres);

/// <summary>What a maker announced.</summary>
public sealed record AnnouncementsAnswer(IReadOnlyList<AnnouncementAnswer> Announcements);

/// <param name="Id">The maker's own name for it.</param>
/// <param name="Places">With no region either: everywhere.</param>
public sealed record AnnouncementAnswer(string Id, int Quantity, DateTimeOffset From, IReadOnlyList<PlaceBody> Places, IReadOnlyList<RegionId> Regions);
