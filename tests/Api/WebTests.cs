using MatchGrid.Api.Web;
using MatchGrid.Tests.Api.Support;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace MatchGrid.Tests.Api;

/// <summary>The web app's files, and what stands in for them until they are built.</summary>
public sealed class WebTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task App_ThatIsNotBuilt_IsAPlainPageThatSaysSo()
    {
        await using var api = await ApiUnderTest.StartAsync(null, null, $"--Web:Folder={folder.Path}");

        Assert.Contains("building.js", (await api.GetAsync("/app/patient")).Text, StringComparison.Ordinal);
        var state = (await api.GetAsync("/health/pages")).Body;
        Assert.Equal("missing", state["stage"]!.GetValue<string>());
        Assert.Contains("npm", state["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task App_ThatIsBuilt_AnswersEachOfItsAddressesAndKeepsHashedFilesForever()
    {
        Write("index.html", "<html>the app</html>");
        Write("assets/a-1.js", $"/* {new string('x', 5_000)} */");
        await using var api = await ApiUnderTest.StartAsync(null, null, $"--Web:Folder={folder.Path}");

        var page = await api.GetAsync("/app/patient/request/r1");
        Assert.Contains("the app", page.Text, StringComparison.Ordinal);
        Assert.Equal("no-cache", page.Headers.CacheControl!.ToString());
        Assert.Contains("default-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/app/assets/a-1.js");
        asked.Headers.Add("Accept-Encoding", "br");
        var script = await api.SendAsync(asked);
        Assert.Contains("immutable", script.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Contains("br", script.ContentHeaders.ContentEncoding);
        Assert.Equal(404, (int)(await api.GetAsync("/app/assets/other.js")).Status);
        Assert.Equal("ready", (await api.GetAsync("/health/pages")).Body["stage"]!.GetValue<string>());
        foreach (var way in new[] { "/", "/app" })
            Assert.Contains("the app", (await api.GetAsync(way)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_WithoutNpm_NamesWhatIsMissing()
    {
        var app = await BuildAsync(Path.Combine(folder.Path, "no-such-npm"));

        Assert.Equal(WebStage.Missing, app.State.Stage);
        Assert.Contains("Node.js", app.State.Detail!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_ThatFails_SaysWhatNpmSaid()
    {
        var app = await BuildAsync(Npm("echo no network >&2; exit 1"));

        Assert.Equal(WebStage.Missing, app.State.Stage);
        Assert.Contains("no network", app.State.Detail!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_OfAnAppOlderThanItsSources_ReplacesIt()
    {
        Write("web/dist/index.html", "old");
        File.SetLastWriteTimeUtc(Path.Combine(folder.Path, "web/dist/index.html"), DateTime.UtcNow.AddDays(-1));

        var app = await BuildAsync(Npm("[ \"$1\" = ci ] || { mkdir -p \"$5\"; echo new >\"$5/index.html\"; }"));

        Assert.Equal(WebStage.Ready, app.State.Stage);
        Assert.Equal("new", (await File.ReadAllTextAsync(Path.Combine(folder.Path, "web/dist/index.html"))).Trim());
    }

    private async Task<WebApp> BuildAsync(string npm)
    {
        Write("MatchGrid.sln", "");
        Write("web/package-lock.json", "{}");
        var options = new WebOptions { Build = true, Npm = npm };
        var app = new WebApp(options, Path.Combine(folder.Path, "artifacts"));
        var lifetime = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        using var build = new WebBuild(app, options, lifetime, NullLogger<WebBuild>.Instance);
        lifetime.NotifyStarted();
        await build.StartAsync(CancellationToken.None);
        await build.ExecuteTask!.WaitAsync(ApiUnderTest.Patience);
        return app;
    }

    private string Npm(string script)
    {
        Write("npm", $"#!/bin/sh\n{script}\n");
        var file = Path.Combine(folder.Path, "npm");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }

    private void Write(string name, string text)
    {
        var file = Path.Combine(folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
