using Microsoft.Extensions.Options;
using Npgsql;

namespace MatchGrid.Silo.Postgres;

/// <summary>Where a cluster keeps its data. Bound from configuration section <c>Postgres</c>.</summary>
public sealed class PostgresOptions
{
    /// <summary>Such as <c>Host=db;Database=matchgrid;Username=matchgrid;Password=…</c>. The user creates the schema <c>matchgrid</c> at the first start.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Group commits under way at a time, each for its own share of the grains: 1 … 16. Default: 2.</summary>
    public int Writers { get; set; } = 2;

    /// <summary>
    /// For how long a commit is tried again while the database does not answer, 1 s … 5 min; then what was in flight is unknown, and the grains
    /// behind it begin anew from what is stored. Default: 10 s.
    /// </summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Rows waiting for their commit, 1,000 … 10,000,000; further appends are refused. Default: 200,000.</summary>
    public int MostWaitingRows { get; set; } = 200_000;
}

/// <summary>Names every setting of section <c>Postgres</c> that cannot be started with.</summary>
public sealed class PostgresOptionsValidator : IValidateOptions<PostgresOptions>
{
    public ValidateOptionsResult Validate(string? name, PostgresOptions options)
    {
        var wrong = new List<string>();
        if (string.IsNullOrWhiteSpace(options.ConnectionString))
            wrong.Add("Postgres:ConnectionString is missing, such as Host=db;Database=matchgrid;Username=matchgrid.");
        else if (Complaint(options.ConnectionString) is { } complaint)
            wrong.Add($"Postgres:ConnectionString cannot be read: {complaint}");
        if (options.Writers is < 1 or > 16)
            wrong.Add($"Postgres:Writers is {options.Writers}; it must be between 1 and 16.");
        if (options.GiveUpAfter < TimeSpan.FromSeconds(1) || options.GiveUpAfter > TimeSpan.FromMinutes(5))
            wrong.Add($"Postgres:GiveUpAfter is {options.GiveUpAfter}; it must be between 1 s and 5 min.");
        if (options.MostWaitingRows is < 1_000 or > 10_000_000)
            wrong.Add($"Postgres:MostWaitingRows is {options.MostWaitingRows}; it must be between 1,000 and 10,000,000.");
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    // Names the setting, never its value: a password may stand in it.
    private static string? Complaint(string connectionString)
    {
        try
        {
            var read = new NpgsqlConnectionStringBuilder(connectionString);
            return string.IsNullOrEmpty(read.Host) ? "it names no Host." : string.IsNullOrEmpty(read.Database) ? "it names no Database." : null;
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or InvalidCastException or KeyNotFoundException)
        {
            return unreadable is ArgumentException { ParamName: { } setting } ? $"{setting}." : "it is not a list of NAME=VALUE;";
        }
    }
}
