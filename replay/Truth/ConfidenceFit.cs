using MatchGrid.Pharmacies;

namespace MatchGrid.Replay.Truth;

/// <summary>Finds the parameters of a <see cref="ConfidenceModel"/> under which what was seen is likeliest, by Fisher scoring.</summary>
public static class ConfidenceFit
{
    private const int MostRounds = 100;
    private const double Settled = 1e-7;
    private const double LongestStep = 1;

    /// <summary>Keeps a parameter at 0 about which the pairs say nothing.</summary>
    private const double Ridge = 1e-6;

    public static ConfidenceModel Fit(IReadOnlyCollection<ReportPair> pairs)
    {
        var facts = pairs.Select(pair => (Of: FactsOf(pair), pair.There)).ToList();
        double[] parameters = [-3, 0, 0, 0];
        for (var round = 0; round < MostRounds; round++)
        {
            var step = StepFrom(parameters, facts);
            var longest = step.Max(Math.Abs);
            var scale = longest > LongestStep ? LongestStep / longest : 1;
            for (var i = 0; i < parameters.Length; i++)
                parameters[i] += scale * step[i];
            if (longest < Settled)
                break;
        }

        return new(parameters[0], parameters[1], parameters[2], parameters[3]);
    }

    private static double[] FactsOf(ReportPair pair) => [1, Math.Log(pair.Age.TotalDays), Math.Log(pair.Packs), pair.Record];

    private static double[] StepFrom(double[] parameters, List<(double[] Of, bool There)> facts)
    {
        var size = parameters.Length;
        var gradient = new double[size];
        var information = new double[size, size];
        foreach (var (of, there) in facts)
        {
            var hazard = Math.Exp(Math.Clamp(of.Zip(parameters, (fact, parameter) => fact * parameter).Sum(), -15, 3));
            var chance = Math.Exp(-hazard);
            var odds = hazard * chance / (1 - chance);
            for (var i = 0; i < size; i++)
            {
                gradient[i] += (there ? -hazard : odds) * of[i];
                for (var j = 0; j < size; j++)
                    information[i, j] += hazard * odds * of[i] * of[j];
            }
        }

        for (var i = 0; i < size; i++)
            information[i, i] += Ridge;
        return Solve(information, gradient);
    }

    /// <summary>Gauss and Jordan; positive definite, so no pivot is 0.</summary>
    private static double[] Solve(double[,] matrix, double[] right)
    {
        var size = right.Length;
        for (var pivot = 0; pivot < size; pivot++)
        {
            for (var row = 0; row < size; row++)
            {
                if (row == pivot)
                    continue;
                var factor = matrix[row, pivot] / matrix[pivot, pivot];
                for (var column = pivot; column < size; column++)
                    matrix[row, column] -= factor * matrix[pivot, column];
                right[row] -= factor * right[pivot];
            }
        }

        return [.. right.Select((value, i) => value / matrix[i, i])];
    }
}
