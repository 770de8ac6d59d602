using MatchGrid.Cells;
using MatchGrid.Feed;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Markets;
using MatchGrid.Messages;
using MatchGrid.Patients;
using MatchGrid.Pharmacies;
using MatchGrid.Requests;
using MatchGrid.Silo.Journals;
using MatchGrid.Skus;

namespace MatchGrid.Tests.Simulation;

/// <summary>
/// Follows the journal row by row with states of its own, and holds each row against what must be true at every moment: no pack promised
/// twice, no more matched than asked for, inboxes and feeds without a gap. Also the trace: one number that stands for every row so far.
/// </summary>
internal sealed class Shadow
{
    private const ulong FnvPrime = 0x100000001B3;

    public SortedDictionary<string, PharmacyState> Pharmacies { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, RequestState> Requests { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, PatientState> Patients { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, FeedState> Feeds { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of the events seen, with how often.</summary>
    public SortedDictionary<string, long> Events { get; } = new(StringComparer.Ordinal);

    /// <summary>Holds that were asked for where the request had had its turn, with how often it had begun a new wait.</summary>
    public Dictionary<HoldId, int> AskedInVain { get; } = [];

    /// <summary>How often a request began a new wait, in which every pharmacy has a turn again.</summary>
    public Dictionary<string, int> FreshStarts { get; } = new(StringComparer.Ordinal);

    /// <summary>The first row that broke something: a grain that appends it only hears that the append failed.</summary>
    public InvariantBrokenException? Broken { get; private set; }

    public ulong Trace { get; private set; } = 0xCBF29CE484222325;

    public long Rows { get; private set; }

    public void Appended(string grain, ReadOnlyMemory<byte> row)
    {
        Rows++;
        Note(System.Text.Encoding.UTF8.GetBytes(grain));
        Note(row.Span);
        try
        {
            Apply(grain, row, check: true);
        }
        catch (InvariantBrokenException broken)
        {
            Broken ??= broken;
        }
        catch (Exception exception)
        {
            Broken ??= new($"2: {grain} has appended what cannot follow ({exception.Message}): {System.Text.Encoding.UTF8.GetString(row.Span)}");
        }
    }

    public void Note(ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
            Trace = (Trace ^ one) * FnvPrime;
    }

    /// <param name="kind">Base of all events of one kind of grain.</param>
    /// <param name="type">One of them.</param>
    public static string NameOf(Type kind, Type type) => $"{kind.Name[..^"Event".Length]}.{type.Name}";

    /// <summary>After a crash: what the journal has kept, and nothing else.</summary>
    public async Task RereadAsync(IManualJournal journal)
    {
        Pharmacies.Clear();
        Requests.Clear();
        Patients.Clear();
        Feeds.Clear();
        foreach (var grain in journal.Grains)
        {
            var history = await journal.ReadAsync(grain);
            var (kind, key) = Addresses.Split(grain);
            try
            {
                if (history.Snapshot is { } snapshot)
                    Restore(kind, key, snapshot);
                foreach (var row in history.Rows)
                    Apply(grain, row, check: false);
            }
            catch (Exception exception)
            {
                throw new InvariantBrokenException($"2: {grain} cannot be read back from version {history.SnapshotVersion}: {exception.Message}");
            }
        }
    }

    private void Restore(string kind, string key, ReadOnlyMemory<byte> snapshot)
    {
        switch (kind)
        {
            case Addresses.Pharmacy:
                Pharmacies[key] = PharmacyJson.Codec.DecodeState(snapshot);
                break;
            case Addresses.Request:
                Requests[key] = RequestJson.Codec.DecodeState(snapshot);
                break;
            case Addresses.Patient:
                Patients[key] = PatientJson.Codec.DecodeState(snapshot);
                break;
            case Addresses.Feed:
                Feeds[key] = FeedJson.Codec.DecodeState(snapshot);
                break;
        }
    }

    private void Apply(string grain, ReadOnlyMemory<byte> row, bool check)
    {
        var (kind, key) = Addresses.Split(grain);
        switch (kind)
        {
            case Addresses.Pharmacy:
                var pharmacy = Fold(Pharmacies, key, PharmacyJson.Codec, row);
                if (check)
                    Check(key, pharmacy);
                break;
            case Addresses.Request:
                var excluded = Requests.TryGetValue(key, out var sought) ? sought.Excluded.Length : 0;
                var request = Fold(Requests, key, RequestJson.Codec, row);
                if (request.Excluded.Length < excluded)
                    FreshStarts[key] = FreshStarts.GetValueOrDefault(key) + 1;
                if (check)
                    Check(key, request);
                break;
            case Addresses.Patient:
                var before = Patients.TryGetValue(key, out var known) ? known.Last : 0;
                var patient = Fold(Patients, key, PatientJson.Codec, row);
                if (check)
                    Numbered($"inbox of {key}", before, patient.Last, [.. (patient.Inbox ?? []).Select(entry => entry.Number)]);
                break;
            case Addresses.Market when check:
                Note(MarketJson.Codec, row);
                break;
            case Addresses.Cell when check:
                Note(CellJson.Codec, row);
                break;
            case Addresses.Sku when check:
                Note(SkuJson.Codec, row);
                break;
            case Addresses.Catalogue when check:
                Note(SkuJson.CatalogueCodec, row);
                break;
            case Addresses.Feed:
                var feedBefore = Feeds.TryGetValue(key, out var feedKnown) ? feedKnown.Last : 0;
                var feed = Fold(Feeds, key, FeedJson.Codec, row);
                if (check)
                    Numbered($"feed {key}", feedBefore, feed.Last, [.. feed.Entries.Select(entry => entry.Number)]);
                break;
        }
    }

    private TState Fold<TState, TEvent>(SortedDictionary<string, TState> all, string key, JournalCodec<TState, TEvent> codec, ReadOnlyMemory<byte> bytes)
        where TState : JournalledState<TEvent>, new()
    {
        if (!all.TryGetValue(key, out var state))
            all.Add(key, state = new());
        var row = codec.DecodeRow(bytes);
        state.Apply(row);
        Note(row);
        return state;
    }

    private void Note<TState, TEvent>(JournalCodec<TState, TEvent> codec, ReadOnlyMemory<byte> bytes)
        where TState : JournalledState<TEvent> => Note(codec.DecodeRow(bytes));

    private void Note<TEvent>(JournalRow<TEvent> row)
    {
        foreach (var change in row.Events ?? [])
        {
            var name = NameOf(typeof(TEvent), change!.GetType());
            Events[name] = Events.GetValueOrDefault(name) + 1;
        }
    }

    private static void Check(string key, PharmacyState pharmacy)
    {
        foreach (var line in pharmacy.LinesInOrder)
        {
            var held = 0;
            foreach (var hold in pharmacy.Holds.Values)
            {
                if (hold.Sku == line.Sku)
                    held += hold.Quantity;
            }

            if (held != line.Held)
                throw new InvariantBrokenException($"1: pharmacy {key}, {line.Sku}: the line says {line.Held} held, its holds sum to {held}");
            if (held > line.OnHand)
                throw new InvariantBrokenException($"1: pharmacy {key}, {line.Sku}: {held} held, {line.OnHand} on hand");
        }
    }

    private void Check(string key, RequestState request)
    {
        foreach (var match in request.Matches)
        {
            if (AskedInVain.TryGetValue(match.Id, out var starts) && starts == FreshStarts.GetValueOrDefault(key))
                throw new InvariantBrokenException($"7: request {key} is matched once more at {match.Pharmacy}, which had its turn");
        }

        var matched = request.Collected + request.Matches.Where(match => match.IsLive).Sum(match => match.Quantity);
        if (request.Terms is { } terms && matched > terms.Quantity)
            throw new InvariantBrokenException($"1: request {key}: {matched} matched, {terms.Quantity} asked for");
    }

    private static void Numbered(string what, long before, long last, List<long> numbers)
    {
        if (last < before)
            throw new InvariantBrokenException($"{what}: the last number went from {before} to {last}");
        for (var i = 1; i < numbers.Count; i++)
        {
            if (numbers[i] != numbers[i - 1] + 1)
                throw new InvariantBrokenException($"{what}: {numbers[i - 1]} is followed by {numbers[i]}");
        }
    }
}
