using System.Runtime.CompilerServices;
using MatchGrid.Api.Input;
using MatchGrid.Api.Problems;
using MatchGrid.Api.Startup;
using MatchGrid.Identifiers;
using MatchGrid.Pharmacies;
using MatchGrid.Silo.Skus;
using MatchGrid.Stock;
using Orleans;

namespace MatchGrid.Api.Pharmacies;

/// <summary>
/// Takes the parsed lines of one upload to their pharmacy: in order, in chunks, the next chunk only when the last was answered. A wrong line is
/// told and the rest kept. Lines that wait for more input are not kept waiting.
/// </summary>
public sealed class StockIntake(IGrainFactory grains, LocalCatalogue catalogue, ApiLimits limits, TimeProvider time, PharmacyId pharmacy, SourceId source, long? firstNumber)
{
    private readonly IPharmacyGrain grain = grains.GetGrain<IPharmacyGrain>(pharmacy.Value);
    private readonly List<Entry> chunk = [];
    private readonly HashSet<Sku> suspended = [];
    private long? number = firstNumber;
    private LineErrors errors = new(limits.ErrorsListed);
    private DateTimeOffset readAt;
    private long lines;
    private bool refreshed;

    /// <summary>What the parser gives a line that does not say when: it counts from when it was read here, each after the one before.</summary>
    public static DateTimeOffset Unstated => DateTimeOffset.MaxValue;

    /// <summary>A whole pharmacy's refusal, when that ended the upload.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Lines refused so far, those included that no acknowledgement lists.</summary>
    public int ErrorCount { get; private set; }

    /// <summary>One acknowledgement per chunk. Each may be told when the log is durable.</summary>
    public async IAsyncEnumerable<StockAck> RunAsync(
        IAsyncEnumerable<ParsedLine> parsed, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var reading = parsed.GetAsyncEnumerator(cancellationToken);
        while (Refusal is null)
        {
            var next = ReadAsync(reading);
            if (chunk.Count >= limits.LinesPerChunk || (!next.IsCompleted && chunk.Count + errors.Count > 0))
                yield return await SendAsync();
            if (!await next)
                break;
            await AddAsync(reading.Current);
        }

        if (Refusal is null && chunk.Count + errors.Count > 0)
            yield return await SendAsync();
    }

    private async ValueTask<bool> ReadAsync(IAsyncEnumerator<ParsedLine> reading)
    {
        try
        {
            return await reading.MoveNextAsync();
        }
        catch (BadHttpRequestException cut)
        {
            var tooLarge = cut.StatusCode == StatusCodes.Status413PayloadTooLarge;
            errors.Add(lines + 1, tooLarge ? ApiCodes.BodyTooLarge : RefusalCodes.Truncated, tooLarge ? "A JSON body may not go on; send a stream." : "The upload broke off.");
            return false;
        }
    }

    private async ValueTask AddAsync(ParsedLine line)
    {
        lines++;
        number = line.Number ?? number;
        var refusal = line.Refusal;
        if (refusal is null && await FindAsync(line.Change!.Sku) is { } unknown)
            refusal = unknown;
        if (refusal is not null)
            errors.Add(line.Line, refusal.Code, refusal.Message, refusal.Field);

        // A refused line has used its number all the same: it goes along as a change that the pharmacy refuses, so that no gap is seen.
        if (refusal is null || number is not null)
            chunk.Add(new(line.Line, number, refusal is null ? Dated(line.Change!) : Empty, refusal is not null));
        number++;
    }

    private StockChange Dated(StockChange change)
    {
        if (change.At != Unstated)
            return change;
        var now = time.GetUtcNow();
        readAt = now > readAt ? now : readAt.AddTicks(1);
        return change with { At = readAt };
    }

    private async ValueTask<Refusal?> FindAsync(Sku sku)
    {
        if (catalogue.Find(sku) is null && !refreshed)
        {
            refreshed = true; // once a chunk is enough
            await catalogue.RefreshAsync();
        }

        if (catalogue.Find(sku) is not { } facts)
            return new(RefusalCodes.UnknownSku, "The catalogue does not know this SKU.", "sku");
        // A recall reached the pharmacies that had the SKU then; one that gets it now has to learn of it.
        if (facts.Suspended && suspended.Add(sku))
            await grain.SuspendAsync(sku, suspended: true);
        return null;
    }

    /// <summary>One call for each run of consecutive numbers: nearly always one.</summary>
    private async Task<StockAck> SendAsync()
    {
        var ack = new StockAck(lines, 0, 0, null, null, 0, []);
        for (var from = 0; from < chunk.Count && Refusal is null;)
        {
            var to = from + 1;
            while (to < chunk.Count && chunk[to].Number == chunk[to - 1].Number + 1) // so are two without numbers
                to++;
            var part = chunk.GetRange(from, to - from);
            var reply = await grain.ReportStockAsync(new(source, part[0].Number, [.. part.Select(entry => entry.Change)]));
            Refusal = reply.Refusal;
            foreach (var refused in reply.Refused.Where(refused => !part[refused.Index].Told))
                errors.Add(part[refused.Index].Line, refused.Refusal.Code, refused.Refusal.Message, refused.Refusal.Field);
            ack = ack with
            {
                Applied = ack.Applied + reply.Applied,
                Repeated = ack.Repeated + reply.Repeated,
                GapFrom = ack.GapFrom ?? reply.GapFrom,
                LastNumber = reply.LastNumber,
                HoldsBroken = ack.HoldsBroken + reply.HoldsBroken,
            };
            from = to;
        }

        ack = ack with { Errors = errors.Listed };
        ErrorCount += errors.Count;
        errors = new(limits.ErrorsListed);
        chunk.Clear();
        refreshed = false;
        return ack;
    }

    private static StockChange Empty { get; } = new(new("none:none"), Count: null, Delta: null, default);

    /// <param name="Told">Its refusal is among the errors already.</param>
    private readonly record struct Entry(long Line, long? Number, StockChange Change, bool Told);
}
