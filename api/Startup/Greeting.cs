namespace MatchGrid.Api.Startup;

/// <summary>What the first lines say: where everything is.</summary>
public static class Greeting
{
    public static void Write(TextWriter output, WebApplication app, StartOptions start)
    {
        var root = app.Urls.First().TrimEnd('/');
        output.WriteLine($"MatchGrid runs at {root}");
        output.WriteLine($"  app        {root}/app/");
        output.WriteLine($"  API page   {root}/docs/");
        output.WriteLine($"  live page  {root}/live.html");
        output.WriteLine($"  data       {Path.GetFullPath(start.DataFolder)}");
        if (!start.Demo)
            output.WriteLine("It shows what is in that folder. Load data by POST /v1/skus:import, /v1/pharmacies:import and /v1/pharmacies/ID/stock; or see it at work with --demo.");
        output.WriteLine("Ctrl-C ends it; the next start continues.");
    }
}
