using System.Globalization;
using System.Threading.RateLimiting;
using MatchGrid.Api.Access;
using MatchGrid.Api.Problems;

namespace MatchGrid.Api.Startup;

/// <summary>Requests per caller and per address.</summary>
public static class RateLimits
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static void AddRateLimits(this IServiceCollection services, ApiLimits limits) => services.AddRateLimiter(limiter =>
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            new SlidingWindows(context => ByCaller(context, limits)),
            new SlidingWindows(context => ByAddress(context, limits)),
            new SlidingWindows(context => UseOf(context) == LimitedUse.NewNeed ? ($"{Caller.Of(context.User)?.Pseudonym}", limits.NeedsPerPatientHour) : null, Hour),
            new SlidingWindows(context => UseOf(context) == LimitedUse.NewNeed ? ($"{context.Connection.RemoteIpAddress}", limits.NeedsPerAddressHour) : null, Hour),
            new SlidingWindows(context => UseOf(context) == LimitedUse.Demand ? ($"{Caller.Of(context.User)?.Pseudonym}", limits.DemandPerMinute) : null));
        limiter.OnRejected = async (rejected, _) =>
        {
            var after = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : SlidingWindows.Segment;
            rejected.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(after.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await Problem.Of(ApiCodes.RateLimited, "Too many requests. Wait as long as Retry-After says.").WriteAsync(rejected.HttpContext);
        };
    });

    private static LimitedUse? UseOf(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<LimitedUse>();

    private static (string Key, int Permits)? ByCaller(HttpContext context, ApiLimits limits) => Caller.Of(context.User) is { } caller
        ? ($"{caller.Role}/{caller.Pseudonym}", IsTrusted(caller) ? limits.PharmacyPerMinute : limits.CallerPerMinute)
        : null;

    private static (string Key, int Permits)? ByAddress(HttpContext context, ApiLimits limits) => Caller.Of(context.User) is { } caller && IsTrusted(caller)
        ? null
        : ($"{context.Connection.RemoteIpAddress}", limits.AddressPerMinute);

    private static bool IsTrusted(Caller caller) => caller.Role is Roles.Pharmacy or Roles.Coordinator or Roles.Admin;
}

/// <summary>What has limits of its own, as metadata of its route.</summary>
public sealed class LimitedUse
{
    /// <summary>Stating a new need: a flood of them would hold packs that nobody wants.</summary>
    public static LimitedUse NewNeed { get; } = new();

    /// <summary>Looking at demand: asked often enough, small changes would show.</summary>
    public static LimitedUse Demand { get; } = new();

    private LimitedUse()
    {
    }
}
