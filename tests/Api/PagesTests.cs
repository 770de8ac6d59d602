using System.Text.RegularExpressions;
using MatchGrid.Tests.Api.Support;
using Microsoft.AspNetCore.Routing;

namespace MatchGrid.Tests.Api;

/// <summary>The pages, the document, and what machines ask.</summary>
public sealed partial class PagesTests(Town town) : IClassFixture<Town>
{
    private ApiUnderTest Api => town.Api;

    [Theory]
    [InlineData("/live.html")]
    [InlineData("/live.js")]
    [InlineData("/live.css")]
    [InlineData("/vendor/signalr/signalr.min.js")]
    [InlineData("/docs/index.html")]
    [InlineData("/docs/swagger-ui-bundle.js")]
    public async Task Page_IsThereAndLoadsNothingFromElsewhere(string path)
    {
        var answer = await Api.GetAsync(path);

        Assert.Equal(200, (int)answer.Status);
        var policy = string.Join(' ', answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src", policy, StringComparison.Ordinal);
        if (path.EndsWith(".html", StringComparison.Ordinal))
            Assert.DoesNotMatch(InlineScript(), answer.Text);
    }

    [Fact]
    public async Task Document_NamesEveryRouteOfV1()
    {
        var document = (await Api.GetAsync("/openapi/v1.json")).Body;

        Assert.StartsWith("3.1", document["openapi"]!.GetValue<string>(), StringComparison.Ordinal);
        var routes = Api.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(route => $"/{route.RoutePattern.RawText!.Trim('/')}").Where(route => route.StartsWith("/v1/", StringComparison.Ordinal)).Distinct().Order();
        Assert.Equal(routes, document["paths"]!.AsObject().Select(path => path.Key).Order());
        foreach (var operation in document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(method => method.Value!))
        {
            Assert.False(string.IsNullOrEmpty(operation["summary"]?.GetValue<string>()));
            Assert.NotNull(operation["responses"]!["default"]!["content"]!["application/problem+json"]);
        }
    }

    [Fact]
    public async Task Metrics_AreInTheTextFormat()
    {
        await town.CountAsync("P1", await town.SkuAsync(), 1);

        var answer = await Api.GetAsync("/metrics");

        Assert.Equal("text/plain", answer.ContentHeaders.ContentType?.MediaType);
        Assert.All(answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches(MetricLine(), line));
        Assert.Contains("process_resident_memory_bytes ", answer.Text, StringComparison.Ordinal);
        Assert.Matches(new Regex(@"^matchgrid_\w+(\{[^}]*\})? [1-9]", RegexOptions.Multiline | RegexOptions.ExplicitCapture), answer.Text);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_OfARunningProcess_IsGood(string path) => Assert.Equal(200, (int)(await Api.GetAsync(path)).Status);

    [GeneratedRegex(@"<script(?![^>]*\ssrc=)|\son\w+=")]
    private static partial Regex InlineScript();

    [GeneratedRegex(@"^(# (HELP|TYPE) \w+ .+|\w+(\{\w+=""[^""]*""(,\w+=""[^""]*"")*\})? -?([\d.]+(E[+-]?\d+)?|NaN|[+-]Inf))$")]
    private static partial Regex MetricLine();
}
