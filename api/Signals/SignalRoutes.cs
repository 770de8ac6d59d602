using MatchGrid.Api.Access;
using MatchGrid.Api.Input;
using MatchGrid.Keys;

namespace MatchGrid.Api.Signals;

/// <summary>Unmet demand, for those who can do something about it.</summary>
public static class SignalRoutes
{
    public static void MapSignals(this IEndpointRouteBuilder routes) => routes.MapGet("/signals", GetAsync)
        .RequireAuthorization(Policies.ReadFeed).ForKeys(KeyScopes.Feed).WithTags("makers")
        .WithSummary("Unmet demand by crisis region and SKU, the largest first; filters sku, inn, atc, group, region, least. Partners see it where that was granted")
        .Produces<SignalsAnswer>();

    private static async Task<IResult> GetAsync(HttpContext context, SignalBoard board, int? least = null)
    {
        var errors = new InputErrors();
        var filter = SignalFilterBody.Of(context.Request.Query, least).Read(errors);
        return errors.Any ? errors.Refusal() : Results.Ok(await board.ShowAsync(await board.ReadAsync(), context.Caller(), filter));
    }
}
