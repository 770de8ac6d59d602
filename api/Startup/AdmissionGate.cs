using MatchGrid.Api.Problems;

namespace MatchGrid.Api.Startup;

/// <summary>Refuses with 503 <c>overloaded</c> and <c>Retry-After</c> before anything is read or looked up, while there is no room for more. Health and metrics always answer.</summary>
public sealed class AdmissionGate(RequestDelegate next, Admission admission)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var isLive = context.Request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase);
        if (!isLive && !context.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        if (!admission.TryEnter())
        {
            context.Response.Headers.RetryAfter = Admission.RetryAfter;
            await Problem.Of(ApiCodes.Overloaded, "There is more to do than can be done in time. Wait as long as Retry-After says.").WriteAsync(context);
            return;
        }

        var place = new AdmissionPlace(admission);
        context.Features.Set(place);
        if (isLive)
            place.Leave(); // a live connection stays for hours: only its beginning needs room
        try
        {
            await next(context);
        }
        finally
        {
            place.Leave();
        }
    }
}

/// <summary>The room that one request takes, until it ends or says that it only waits from here on.</summary>
public sealed class AdmissionPlace(Admission admission)
{
    private bool left;

    /// <summary>Gives the room back, once.</summary>
    public void Leave()
    {
        if (!Interlocked.Exchange(ref left, true))
            admission.Leave();
    }
}
