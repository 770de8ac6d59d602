using MatchGrid.Client.Transport;

namespace MatchGrid.Client.Stock;

/// <summary>A pharmacy's stock, as its system reports it.</summary>
public sealed class StockClient
{
    private readonly GridHttp http;

    internal StockClient(GridHttp http) => this.http = http;

    /// <summary>Reports changes, however many. What is wrong with a line is told, and the rest kept.</summary>
    /// <param name="source">Who reports: a line's count belongs to one source.</param>
    /// <param name="firstNumber">
    /// The source's number of the first change, the next ones follow. With it, a report that broke off is sent again: what was seen before changes nothing.
    /// </param>
    /// <exception cref="MatchGridException">Refused as a whole, or no answer.</exception>
    public async Task<StockReport> ReportAsync(
        string pharmacy, IReadOnlyCollection<StockChange> changes, string source = "client", long? firstNumber = null, CancellationToken cancellationToken = default)
    {
        var path = $"v1/pharmacies/{Uri.EscapeDataString(pharmacy)}/stock?source={Uri.EscapeDataString(source)}{(firstNumber is { } number ? $"&firstNumber={number}" : "")}";
        return await http.UploadAsync<StockReport>(path, () => new NdjsonContent<StockChange>(changes), mayRepeat: firstNumber is not null, cancellationToken);
    }
}

/// <summary>One change of a line: <see cref="OnHand"/> for what was counted, or <see cref="Delta"/> for what came or went.</summary>
public sealed record StockChange(string Sku)
{
    /// <summary>Counted, held packs included.</summary>
    public int? OnHand { get; init; }

    public int? Delta { get; init; }

    /// <summary>When; null for now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The hold that was handed over, where the change is one.</summary>
    public string? HoldId { get; init; }

    /// <summary>Of a pack, in the minor unit of <see cref="Currency"/>.</summary>
    public int? PriceMinor { get; init; }

    public string? Currency { get; init; }
}

/// <summary>What became of a report.</summary>
/// <param name="Applied">Lines stored by it.</param>
/// <param name="Repeated">Lines whose number was seen before.</param>
/// <param name="GapFrom">First number that is missing.</param>
/// <param name="LastNumber">The source's highest number so far: go on after it.</param>
/// <param name="HoldsBroken">Holds that fell because a count fell under what is held.</param>
/// <param name="ErrorCount">Lines that are not stored.</param>
/// <param name="Errors">The first 1,000 of them.</param>
public sealed record StockReport(int Applied, int Repeated, long? GapFrom, long? LastNumber, int HoldsBroken, int ErrorCount, IReadOnlyList<LineError> Errors);

/// <summary>What is wrong with a line.</summary>
/// <param name="Line">From 1.</param>
public sealed record LineError(long Line, string Code, string Message, string? Field);
