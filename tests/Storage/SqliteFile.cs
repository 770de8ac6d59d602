using Microsoft.Data.Sqlite;

namespace MatchGrid.Tests.Storage;

/// <summary>Looks into a log's file, or tampers with it, past the log.</summary>
internal static class SqliteFile
{
    public static void Execute(string file, string sql) => Scalar(file, sql);

    public static object? Scalar(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
