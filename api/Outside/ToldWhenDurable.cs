using MatchGrid.Journals;
using Microsoft.AspNetCore.SignalR;

namespace MatchGrid.Api.Outside;

/// <summary>No answer leaves before everything it may rest on is durable, and none is kept on the way. On every route of <c>/v1</c>.</summary>
/// <remarks>
/// Waits between the handler and its answer, while the answer can still become a 503: in <c>Response.OnStarting</c> a failure could only cut the
/// connection.
/// </remarks>
public sealed class ToldWhenDurable(ITelling telling) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var answer = await next(context);
        await telling.ToOutsideAsync();
        context.HttpContext.Response.Headers.CacheControl = "no-store";
        return answer;
    }
}

/// <summary>The same for answers of hub methods. What a hub streams or pushes waits where it is sent.</summary>
public sealed class HubToldWhenDurable(ITelling telling) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var answer = await next(invocationContext);
        await telling.ToOutsideAsync();
        return answer;
    }
}
