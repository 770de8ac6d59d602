using System.Text.RegularExpressions;
using MatchGrid.Api.Startup;
using MatchGrid.Tests.Api.Support;
using Microsoft.AspNetCore.Routing;

namespace MatchGrid.Tests.Api;

/// <summary>Every answer, good or bad, page or not, says the same to browsers.</summary>
public sealed partial class SecurityHeaderTests : IDisposable
{
    private static readonly Dictionary<string, string> Expected = new()
    {
        ["X-Content-Type-Options"] = "nosniff",
        ["X-Frame-Options"] = "DENY",
        ["Referrer-Policy"] = "no-referrer",
        ["Cross-Origin-Opener-Policy"] = "same-origin",
        ["Cross-Origin-Resource-Policy"] = "same-origin",
    };

    private readonly TemporaryFolder app = new();

    public void Dispose() => app.Dispose();

    [Fact]
    public async Task EveryRouteAndPage_HasThem_AndNoPageHasInlineScript()
    {
        await File.WriteAllTextAsync(Path.Combine(app.Path, "index.html"), "<html><script src=\"/app/a.js\"></script></html>");
        await using var api = await ApiUnderTest.StartAsync(null, null, $"--Web:Folder={app.Path}");
        var paths = api.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(route => Parameter().Replace($"/{route.RoutePattern.RawText!.Trim('/')}", "x")).Distinct()
            .Concat(["/", "/live.html", "/live.js", "/docs/index.html", "/docs/swagger-ui.css", "/app/", "/app/patient", "/app/none.js", "/nothing", "/v1/nothing"]).ToList();
        Assert.True(paths.Count > 60, "The walk must meet the routes.");

        foreach (var path in paths)
            Check(path, await api.GetAsync(path));
        Check("a refusal", await api.GetAsync("/v1/pharmacies/P1/holds", "patient:anna"));
        Check("a body that is none", await api.UploadAsync("P1", "{"));
        var patient = await api.GetAsync("/v1/me", "patient:anna");
        Check("a patient's data", patient);
        Assert.Equal("no-store", patient.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task AnswersOfAServerWithoutRoom_HaveThemToo()
    {
        await using var api = await ApiUnderTest.StartAsync(null, null, "--Limits:CallerPerMinute=1", "--Limits:RequestsUnderWay=1");
        await api.GetAsync("/v1/me", "patient:anna");

        var refused = await api.GetAsync("/v1/me", "patient:anna");
        var admission = api.Service<Admission>();
        Assert.True(admission.TryEnter());
        var shed = await api.GetAsync("/v1/me", "patient:anna");
        admission.Leave();

        Assert.Equal((429, 503), ((int)refused.Status, (int)shed.Status));
        Check("429", refused);
        Check("503", shed);
    }

    private static void Check(string what, Answer answer)
    {
        foreach (var (name, value) in Expected)
            Assert.True(answer.Headers.TryGetValues(name, out var values) && values.Single() == value, $"{what}: {name}");
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.True(policy.StartsWith("default-src '", StringComparison.Ordinal) && policy.Contains("frame-ancestors 'none'", StringComparison.Ordinal), $"{what}: {policy}");
        Assert.False(policy.Contains("script-src", StringComparison.Ordinal) || policy.Contains("unsafe-eval", StringComparison.Ordinal), $"{what}: {policy}");
        if (answer.ContentHeaders.ContentType?.MediaType == "text/html")
            Assert.DoesNotMatch(InlineScript(), answer.Text);
        else
            Assert.True(answer.Text.Length == 0 || !policy.Contains("unsafe", StringComparison.Ordinal) || what.StartsWith("/docs", StringComparison.Ordinal), $"{what}: {policy}");
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"<script(?![^>]*\ssrc=)|\son\w+=")]
    private static partial Regex InlineScript();
}
