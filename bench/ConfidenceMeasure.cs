using MatchGrid.Identifiers;
using MatchGrid.Pharmacies;
using MatchGrid.Replay.Data;
using MatchGrid.Replay.Truth;

namespace MatchGrid.Bench;

/// <summary>
/// The chance that a line's next report shows stock, fitted on the pharmacies of a series with an even hash and scored on the others, beside a
/// constant. <c>--events FILE</c>: the series; default is the shipped one.
/// </summary>
internal static class ConfidenceMeasure
{
    public static Task RunAsync(string[] options)
    {
        var at = Array.IndexOf(options, "--events");
        var path = at >= 0 && at + 1 < options.Length ? options[at + 1] : Path.Combine(ShippedSamples.Therapeutics, "events.csv.gz");
        var pairs = ReportPairs.Read(path);
        Console.WriteLine($"{pairs.Count:N0} reports after one that showed stock, of {pairs.Select(pair => pair.Pharmacy).Distinct().Count():N0} pharmacies");
        Compare("all reports", pairs);
        Compare("without lines taken off the list", [.. pairs.Where(pair => !pair.Delisted)]);
        return Task.CompletedTask;
    }

    private static void Compare(string title, IReadOnlyList<ReportPair> pairs)
    {
        var (fitted, others) = (pairs.Where(pair => IsFitted(pair.Pharmacy)).ToList(), pairs.Where(pair => !IsFitted(pair.Pharmacy)).ToList());
        var share = fitted.Average(pair => pair.There ? 1.0 : 0.0);
        var constant = ConfidenceScore.Of(others, _ => share);
        Console.WriteLine($"{title}: fitted on {fitted.Count:N0}, scored on {others.Count:N0} of other pharmacies");
        Tell($"constant {share:F4}", constant, constant);
        Tell("age", Score(pair => pair with { Packs = 1, Record = 0 }), constant);
        Tell("age, packs", Score(pair => pair with { Record = 0 }), constant);
        Tell("age, record", Score(pair => pair with { Packs = 1 }), constant);
        Tell("age, packs, record", Score(pair => pair), constant);
        var model = ConfidenceFit.Fit(fitted);
        Console.WriteLine($"  parameters: base {model.Base:F3}, age {model.Age:F3}, packs {model.Packs:F3}, record {model.Record:F3}");
        var shipped = ConfidenceScore.Of(others, pair => ChanceOf(ConfidenceModel.Shipped, pair));
        Tell($"shipped ({ConfidenceModel.Shipped.Base}, {ConfidenceModel.Shipped.Age}, {ConfidenceModel.Shipped.Packs}, {ConfidenceModel.Shipped.Record})", shipped, constant);
        Console.WriteLine("  shipped, by what it told:   told    came   reports");
        foreach (var row in shipped.Table)
            Console.WriteLine($"    {row.From,4:F2} to {row.To,4:F2}             {row.Told,5:F3}   {row.Came,5:F3}   {row.Pairs,7:N0}");

        ConfidenceScore Score(Func<ReportPair, ReportPair> known)
        {
            var fit = ConfidenceFit.Fit([.. fitted.Select(known)]);
            return ConfidenceScore.Of(others, pair => ChanceOf(fit, known(pair)));
        }
    }

    private static bool IsFitted(string pharmacy) => TextHash.Of(pharmacy) % 2 == 0;

    private static double ChanceOf(ConfidenceModel model, ReportPair pair) => model.ChanceOf(pair.Age, pair.Packs, pair.Record);

    private static void Tell(string name, ConfidenceScore score, ConfidenceScore constant) => Console.WriteLine(
        $"  {name,-40} Brier {score.Brier:F5} ({1 - (score.Brier / constant.Brier),6:P1} better than the constant), log loss {score.LogLoss:F4}");
}
