using MatchGrid.Api.Access;
using MatchGrid.Api.Input;
using MatchGrid.Api.Problems;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Regions;
using MatchGrid.Replay.Areas;
using MatchGrid.Silo.Skus;
using MatchGrid.Skus;
using Orleans;

namespace MatchGrid.Api.Regions;

/// <summary>Crisis regions: opened, changed, closed, watched. A coordinator sees those in its territory and no other.</summary>
public static class RegionRoutes
{
    private const int MostAreas = 50;
    private const int MostPoints = 2_000;

    public static void MapRegions(this IEndpointRouteBuilder routes)
    {
        var areas = routes.MapGroup("/areas").RequireAuthorization(Policies.Coordinator).WithTags("regions");
        areas.MapGet("", Areas).WithSummary("Administrative areas whose code or name begins with a text, at most 50").Produces<AreaAnswer[]>();
        areas.MapGet("/{code}", AreaShape).WithSummary("An administrative area as a GeoJSON feature").Produces<object>();

        var regions = routes.MapGroup("/regions").RequireAuthorization(Policies.Coordinator).WithTags("regions");
        regions.MapPost("", OpenAsync).WithSummary("Opens a crisis region").Produces<RegionAnswer>(StatusCodes.Status201Created);
        regions.MapGet("", List).WithSummary("Regions in the caller's territory, open ones first").Produces<RegionAnswer[]>();
        regions.MapGet("/{region}", GetAsync).WithSummary("A region and its alarms").Produces<RegionAnswer>();
        regions.MapPut("/{region}", ChangeAsync).WithSummary("Changes a region; its figures go on").Produces<RegionAnswer>();
        regions.MapPost("/{region}/close", CloseAsync).WithSummary("Closes a region for good").Produces(StatusCodes.Status204NoContent);
        regions.MapGet("/{region}/shape", ShapeAsync).WithSummary("Where the region is, as a GeoJSON feature").Produces<object>();
        regions.MapGet("/{region}/figures", FiguresAsync).WithSummary("The figures of this moment").Produces<FiguresAnswer>();
        regions.MapGet("/{region}/cells", CellsAsync).WithSummary("The map of one SKU, or of all, by cell").Produces<CellAnswer[]>();
        regions.MapGet("/{region}/history", CurveAsync).WithSummary("The curve of one SKU, or of all").Produces<CurveAnswer>();
        regions.MapGet("/{region}/forecast", ForecastAsync).WithSummary("How long supply lasts with what makers announced").Produces<ForecastAnswer>();
        regions.MapGet("/{region}/alarms", AlarmsAsync).WithSummary("Alarms: raised ones, then the last 256 that were cleared").Produces<AlarmAnswer[]>();
        regions.MapPost("/{region}/alarms/{alarm}/acknowledge", AcknowledgeAsync).WithSummary("Somebody looks after it")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static IResult Areas(AreaAtlas atlas, string? q = null) =>
        Results.Ok(atlas.Search(q?.Trim() ?? "", MostAreas).Select(area => new AreaAnswer(area.Code, area.Name, area.Kind)).ToArray());

    private static IResult AreaShape(string code, AreaAtlas atlas) => atlas.Find(code) is { } area
        ? Results.Ok(GeoJson.Feature(area))
        : Refused.Of(RefusalCodes.UnknownArea, $"There is no area {code}; /v1/areas lists them.");

    private static async Task<IResult> OpenAsync(RegionBody body, HttpContext context, Desk desk, IIdSource ids)
    {
        var id = new RegionId(ids.Next());
        if (desk.Read(body, id, context.Caller(), out var facts) is { } refused)
            return refused;
        if (await desk.Grain(id).OpenAsync(facts!, context.Caller().Pseudonym) is { Refusal: { } refusal })
            return Refused.Of(refusal);
        return Results.Created($"/v1/regions/{id}", RegionAnswer.Of(facts! with { Version = 1 }, desk.Now));
    }

    private static IResult List(HttpContext context, Desk desk) => Results.Ok(
        desk.Regions.Where(facts => desk.Territory.Covers(context.Caller(), facts)).Select(facts => RegionAnswer.Of(facts, desk.Now))
            .OrderByDescending(one => one.Open).ThenByDescending(one => one.Tier).ThenBy(one => one.Id).ToArray());

    private static Task<IResult> GetAsync(string region, HttpContext context, Desk desk) =>
        desk.ForAsync(region, context, (view, _) => Task.FromResult(Results.Ok(RegionAnswer.Of(view.Facts, desk.Now, desk.Show(view.Facts.Id, view.Alarms)))));

    private static Task<IResult> ChangeAsync(string region, RegionBody body, HttpContext context, Desk desk) => desk.ForAsync(region, context, async (view, grain) =>
    {
        if (desk.Read(body with { From = body.From ?? view.Facts.From }, view.Facts.Id, context.Caller(), out var facts) is { } refused)
            return refused;
        if (await grain.ChangeAsync(facts!) is { Refusal: { } refusal })
            return Refused.Of(refusal);
        return Results.Ok(RegionAnswer.Of((await grain.GetAsync())!.Facts, desk.Now));
    });

    private static Task<IResult> CloseAsync(string region, HttpContext context, Desk desk) =>
        desk.ForAsync(region, context, async (_, grain) => (await grain.CloseAsync()).Answer());

    private static Task<IResult> ShapeAsync(string region, HttpContext context, Desk desk) =>
        desk.ForAsync(region, context, (view, _) => Task.FromResult(Results.Ok(GeoJson.Feature(view.Facts))));

    private static Task<IResult> FiguresAsync(string region, HttpContext context, Desk desk) =>
        desk.ForAsync(region, context, async (_, grain) => Results.Ok(FiguresAnswer.Of((await grain.GetFiguresAsync())!, desk.Skus)));

    private static Task<IResult> CellsAsync(string region, HttpContext context, Desk desk, string? sku = null) =>
        desk.ForAsync(region, context, async (_, grain) => Results.Ok((await grain.GetCellsAsync(SkuOf(sku))).Select(CellAnswer.Of).ToArray()));

    private static Task<IResult> CurveAsync(
        string region, HttpContext context, Desk desk, string? sku = null, DateTimeOffset? from = null, DateTimeOffset? to = null, int? points = null) =>
        desk.ForAsync(region, context, async (_, grain) =>
        {
            var errors = new InputErrors();
            var most = errors.Within(points, "points", 2, MostPoints, 500);
            if (errors.Any)
                return errors.Refusal();
            var end = to ?? desk.Now;
            var curve = await grain.GetCurveAsync(SkuOf(sku), from ?? end - TimeSpan.FromDays(1), end, most);
            return Results.Ok(new CurveAnswer(new(region), SkuOf(sku), [.. curve.Select(CurvePoint.Of)]));
        });

    private static Task<IResult> ForecastAsync(string region, HttpContext context, Desk desk) => desk.ForAsync(region, context, async (view, grain) =>
    {
        var (shape, now) = (new RegionShape(view.Facts.Area), desk.Now);
        var skus = await Task.WhenAll((await grain.GetOutlookAsync()).Select(async one => SkuForecast.Of(
            one, await desk.AnnouncedAsync(one.Sku), view.Facts, shape, desk.Skus, now)));
        return Results.Ok(new ForecastAnswer(view.Facts.Id, now, view.Facts.Coarse, skus));
    });

    private static Task<IResult> AlarmsAsync(string region, HttpContext context, Desk desk) =>
        desk.ForAsync(region, context, (view, _) => Task.FromResult(Results.Ok(desk.Show(view.Facts.Id, view.Alarms.Concat(view.Over)))));

    private static Task<IResult> AcknowledgeAsync(string region, string alarm, HttpContext context, Desk desk) =>
        desk.ForAsync(region, context, async (_, grain) => (await grain.AcknowledgeAsync(alarm, context.Caller().Pseudonym)).Answer());

    private static Sku? SkuOf(string? text) => string.IsNullOrEmpty(text) ? null : new Sku(text);

    /// <summary>What every one of these routes needs.</summary>
    public sealed class Desk(
        IGrainFactory grains, AreaAtlas atlas, Inhabitants inhabitants, Territory territory, JournalServices services, LocalCatalogue skus, TimeProvider time)
    {
        public DateTimeOffset Now => time.GetUtcNow();

        public Territory Territory => territory;

        public LocalCatalogue Skus => skus;

        /// <summary>Every region this host knows of; at most a second behind.</summary>
        public IReadOnlyList<RegionFacts> Regions => services.Regions.Known;

        public IRegionGrain Grain(RegionId id) => grains.GetGrain<IRegionGrain>(id.Value);

        public async Task<IReadOnlyList<SupplyAnnouncement>> AnnouncedAsync(Sku sku) => await grains.GetGrain<ISkuGrain>(sku.Value).GetAnnouncedAsync();

        public AlarmAnswer[] Show(RegionId region, IEnumerable<Alarm> alarms) => [.. alarms.Select(alarm => AlarmAnswer.Of(region, alarm, skus))];

        /// <summary>Null when the body can be done by this caller.</summary>
        public Refused? Read(RegionBody body, RegionId id, Caller caller, out RegionFacts? facts)
        {
            var errors = new InputErrors();
            facts = body.Read(id, caller, atlas, inhabitants, Regions, Now, errors);
            if (facts is null)
                return errors.Refusal();
            return territory.Covers(caller, facts.Area) ? null : Refused.Of(RefusalCodes.OutsideTerritory, "The region reaches beyond your territory.");
        }

        /// <summary>Goes on with a region in the caller's territory; another is unknown.</summary>
        public async Task<IResult> ForAsync(string region, HttpContext context, Func<RegionView, IRegionGrain, Task<IResult>> then)
        {
            var grain = grains.GetGrain<IRegionGrain>(region);
            return await grain.GetAsync() is { } view && territory.Covers(context.Caller(), view.Facts)
                ? await then(view, grain)
                : Refused.Of(RefusalCodes.UnknownRegion, "There is no such region.");
        }
    }
}
