using System.Globalization;
using System.Threading.RateLimiting;
using MatchGrid.Api.Access;
using MatchGrid.Api.Problems;

namespace MatchGrid.Api.Startup;

/// <summary>Requests per caller and per address. A window that slides in sixths of a minute; nothing queues.</summary>
public static class RateLimits
{
    private const int Segments = 6;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static void AddRateLimits(this IServiceCollection services, ApiLimits limits) => services.AddRateLimiter(limiter =>
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, string>(context => ByCaller(context, limits)),
            PartitionedRateLimiter.Create<HttpContext, string>(context => ByAddress(context, limits)));
        limiter.OnRejected = async (rejected, _) =>
        {
            var after = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window / Segments;
            rejected.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(after.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await Problem.Of(ApiCodes.RateLimited, "Too many requests. Wait as long as Retry-After says.").WriteAsync(rejected.HttpContext);
        };
    });

    private static RateLimitPartition<string> ByCaller(HttpContext context, ApiLimits limits) => Caller.Of(context.User) is { } caller
        ? Sliding($"{caller.Role}/{caller.Pseudonym}", IsTrusted(caller) ? limits.PharmacyPerMinute : limits.CallerPerMinute)
        : RateLimitPartition.GetNoLimiter("");

    private static RateLimitPartition<string> ByAddress(HttpContext context, ApiLimits limits) => Caller.Of(context.User) is { } caller && IsTrusted(caller)
        ? RateLimitPartition.GetNoLimiter("")
        : Sliding($"{context.Connection.RemoteIpAddress}", limits.AddressPerMinute);

    private static bool IsTrusted(Caller caller) => caller.Role is Roles.Pharmacy or Roles.Coordinator or Roles.Admin;

    private static RateLimitPartition<string> Sliding(string key, int perMinute) => RateLimitPartition.GetSlidingWindowLimiter(
        key, _ => new SlidingWindowRateLimiterOptions { PermitLimit = perMinute, Window = Window, SegmentsPerWindow = Segments, QueueLimit = 0 });
}
