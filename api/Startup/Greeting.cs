namespace MatchGrid.Api.Startup;

/// <summary>What the first lines say: where everything is.</summary>
public static class Greeting
{
    public static void Write(TextWriter output, WebApplication app, StartOptions start)
    {
        var root = app.Urls.First().TrimEnd('/');
        output.WriteLine($"MatchGrid runs at {root}");
        output.WriteLine($"  API page   {root}/docs/");
        output.WriteLine($"  live page  {root}/live.html");
        output.WriteLine($"  data       {Path.GetFullPath(start.DataFolder)}");
        if (!start.Demo)
            output.WriteLine("Load data with: matchgrid import skus|pharmacies|stock FILE, or the import routes of the API page; see it at work with --demo.");
        output.WriteLine("Ctrl-C ends it; the next start continues.");
    }
}
