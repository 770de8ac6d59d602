namespace MatchGrid.Cli.Output;

/// <summary>How far something is.</summary>
/// <param name="Done">0 to 1.</param>
/// <param name="Rate">What is done per second, in words.</param>
/// <param name="Left">Null while unknown.</param>
internal readonly record struct Tick(string What, double Done, string Rate, TimeSpan? Left)
{
    public string LeftInWords => Left is not { } left ? "" : left.TotalHours >= 1 ? $"{left:h\\:mm\\:ss} left" : $"{left:m\\:ss} left";
}
