using System.Text.Json;
using System.Text.Json.Serialization;
using MatchGrid.Silo.Storage;

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

    /// <summary>Says on standard error what went wrong and returns the exit code for it.</summary>
    public static int Fail(string message, int exitCode = ExitCodes.Failed)
    {
        Console.Error.WriteLine(message);
        return exitCode;
    }

    /// <inheritdoc cref="Fail(string, int)"/>
    public static int Fail(DataFolderException folder) => Fail(folder.Message, folder.Fault switch
    {
        DataFolderFault.InUse => ExitCodes.InUse,
        DataFolderFault.NotEmpty => ExitCodes.NotEmpty,
        DataFolderFault.Newer => ExitCodes.Newer,
        _ => ExitCodes.Failed,
    });
}
