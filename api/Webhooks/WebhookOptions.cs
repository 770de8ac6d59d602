using System.ComponentModel.DataAnnotations;
using System.Net;

namespace MatchGrid.Api.Webhooks;

/// <summary>How webhooks are sent. Bound from configuration section <c>Webhooks</c>.</summary>
public sealed class WebhookOptions
{
    /// <summary>
    /// Networks that may be called although they are private, loopback or link-local, such as <c>10.1.0.0/16</c>. Default none: a webhook must not
    /// be a way into the operator's own network.
    /// </summary>
    public IList<string> AllowedNetworks { get; init; } = [];

    /// <summary>Lets webhooks go by plain HTTP. Default false.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>How long a receiver may take to answer. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long to wait before each next attempt, give or take a fifth; after the last the event is a dead letter. Default 5 s to 24 h, three and a
    /// half days in all.
    /// </summary>
    public IList<TimeSpan> Retries { get; init; } = [];

    /// <summary>How often what was delivered is noted, per webhook: after a crash as much is sent again. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan ReportEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What CloudEvents name as their source. Default <c>urn:matchgrid</c>.</summary>
    public string Source { get; set; } = "urn:matchgrid";

    private static readonly TimeSpan[] DefaultRetries =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>The wait after so many attempts; null when there is no next.</summary>
    public TimeSpan? WaitAfter(int attempts)
    {
        IList<TimeSpan> waits = Retries.Count > 0 ? Retries : DefaultRetries;
        return attempts <= waits.Count ? waits[attempts - 1] : null;
    }

    /// <exception cref="Startup.RefusedStartException">Some are out of range or unreadable.</exception>
    public static WebhookOptions Read(IConfiguration configuration)
    {
        try
        {
            var options = configuration.GetSection("Webhooks").Get<WebhookOptions>() ?? new();
            var wrong = new List<ValidationResult>();
            if (!Validator.TryValidateObject(options, new(options), wrong, validateAllProperties: true))
                throw new Startup.RefusedStartException($"Section Webhooks: {string.Join(' ', wrong.Select(one => one.ErrorMessage))}");
            foreach (var network in options.AllowedNetworks)
            {
                if (!IPNetwork.TryParse(network, out _))
                    throw new Startup.RefusedStartException($"Webhooks:AllowedNetworks: {network} is no network such as 10.1.0.0/16.");
            }

            return options;
        }
        catch (InvalidOperationException unreadable)
        {
            throw new Startup.RefusedStartException(unreadable.Message);
        }
    }
}
