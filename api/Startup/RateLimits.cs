using System.Globalization;
using System.Threading.RateLimiting;
using MatchGrid.Api.Access;
using MatchGrid.Api.Problems;

namespace MatchGrid.Api.Startup;

/// <summary>Requests per caller and per address.</summary>
public static class RateLimits
{
    public static void AddRateLimits(this IServiceCollection services, ApiLimits limits) => services.AddRateLimiter(limiter =>
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            new SlidingWindows(context => ByCaller(context, limits)),
            new SlidingWindows(context => ByAddress(context, limits)));
        limiter.OnRejected = async (rejected, _) =>
        {
            var after = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : SlidingWindows.Segment;
            rejected.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(after.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await Problem.Of(ApiCodes.RateLimited, "Too many requests. Wait as long as Retry-After says.").WriteAsync(rejected.HttpContext);
        };
    });

    private static (string Key, int PerMinute)? ByCaller(HttpContext context, ApiLimits limits) => Caller.Of(context.User) is { } caller
        ? ($"{caller.Role}/{caller.Pseudonym}", IsTrusted(caller) ? limits.PharmacyPerMinute : limits.CallerPerMinute)
        : null;

    private static (string Key, int PerMinute)? ByAddress(HttpContext context, ApiLimits limits) => Caller.Of(context.User) is { } caller && IsTrusted(caller)
        ? null
        : ($"{context.Connection.RemoteIpAddress}", limits.AddressPerMinute);

    private static bool IsTrusted(Caller caller) => caller.Role is Roles.Pharmacy or Roles.Coordinator or Roles.Admin;
}
