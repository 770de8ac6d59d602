using System.Text.Json;
using System.Text.Json.Serialization;

namespace MatchGrid.Cli.Output;

/// <summary>What a command says at its end, on standard output: for people, or as JSON for machines.</summary>
internal static class Answer
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static void WriteJson<T>(T value) => Console.WriteLine(JsonSerializer.Serialize(value, Json));

    /// <summary>Names and values below each other.</summary>
    public static void WriteTable(IEnumerable<(string Name, string Value)> rows)
    {
        var all = rows.ToList();
        var width = all.Max(row => row.Name.Length) + 2;
        foreach (var (name, value) in all)
            Console.WriteLine($"{name.PadRight(width)}{value}");
    }

    /// <summary>Says on standard error what went wrong and returns the exit code 1.</summary>
    public static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return 1;
    }
}
