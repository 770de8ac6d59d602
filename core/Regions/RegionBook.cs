using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MatchGrid.Feed;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Requests;

namespace MatchGrid.Regions;

/// <summary>
/// What a region has been told of demand and supply inside of it, summed up. Soft: those who own it tell it again. Every teller says absolutes, so
/// that what is told twice, late or in another order changes nothing.
/// </summary>
public sealed class RegionBook(int cellLevel)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    /// <summary>Kinds of events that can be of a request; those of regions have higher numbers.</summary>
    public const int Kinds = (int)MatchEventKind.RegionOpened;

    private readonly SortedDictionary<int, DemandTold> demand = [];
    private readonly SortedDictionary<PharmacyId, Shelf> shelves = [];
    private readonly SortedDictionary<Sku, Stock> stocks = [];

    /// <summary>Pharmacies that were told of, by id.</summary>
    public IEnumerable<PharmacyId> Pharmacies => shelves.Keys;

    /// <summary>When each pharmacy with packs last reported.</summary>
    public IEnumerable<(PharmacyId Pharmacy, DateTimeOffset? At)> LastReports =>
        shelves.Where(pair => pair.Value.Lines.Values.Any(line => line.OnHand > 0)).Select(pair => (pair.Key, pair.Value.LastReportAt));

    /// <summary>Whether all partitions have spoken.</summary>
    public bool HasDemandOf(int partitions) => demand.Count >= partitions;

    /// <summary>False when it was known already.</summary>
    public bool Take(DemandTold told)
    {
        if (demand.TryGetValue(told.Partition, out var before) && (told.Epoch, told.Number).CompareTo((before.Epoch, before.Number)) <= 0)
            return false;
        demand[told.Partition] = told;
        return true;
    }

    /// <summary>False when something before it is missing: the pharmacy is to tell everything.</summary>
    public bool Take(SupplyTold told)
    {
        var known = shelves.GetValueOrDefault(told.Pharmacy);
        if (known is not null && (told.Epoch, told.Number).CompareTo((known.Epoch, known.Number)) <= 0)
            return true; // older than what is known
        if (!told.Whole && (known is null || told.Epoch != known.Epoch || told.Number != known.Number + 1))
            return false;
        if (known is null)
            shelves.Add(told.Pharmacy, known = new(CellId.FromPoint(told.Place, cellLevel)));
        (known.Epoch, known.Number, known.LastReportAt, known.Cell) = (told.Epoch, told.Number, told.LastReportAt, CellId.FromPoint(told.Place, cellLevel));
        if (told.Whole)
        {
            foreach (var line in known.Lines.Values)
                Count(line, -1);
            known.Lines.Clear();
        }

        foreach (var line in told.Lines)
        {
            if (known.Lines.Remove(line.Sku, out var old))
                Count(old, -1);
            known.Lines.Add(line.Sku, line);
            Count(line, 1);
        }

        return true;
    }

    /// <summary>Stands inside no longer.</summary>
    public void Forget(PharmacyId pharmacy)
    {
        if (!shelves.Remove(pharmacy, out var shelf))
            return;
        foreach (var line in shelf.Lines.Values)
            Count(line, -1);
    }

    public RegionFigures Figures(RegionFacts facts, RegionHistory history, DateTimeOffset now)
    {
        var sums = new SortedDictionary<Sku, Sum>();
        var total = new Sum();
        foreach (var told in demand.Values)
        {
            foreach (var one in told.Skus)
            {
                Of(one.Sku).Add(one);
                total.Add(one);
            }
        }

        foreach (var (sku, stock) in stocks)
        {
            Of(sku).Stock = stock;
            total.Stock.Add(stock);
        }

        var reporting = 0;
        foreach (var shelf in shelves.Values)
        {
            if (now - shelf.LastReportAt < Day)
                reporting++;
            foreach (var line in shelf.Lines.Values)
            {
                var age = now - line.ReportedAt;
                if (age <= Hour)
                    continue;
                var sum = sums[line.Sku];
                sum.OlderThanHour++;
                total.OlderThanHour++;
                if (age <= Day)
                    continue;
                sum.OlderThanDay++;
                total.OlderThanDay++;
            }
        }

        return new(
            facts.Id, facts.Version, now, total.Show(null, history, now),
            [
                .. sums.OrderByDescending(pair => pair.Value.Asked).ThenByDescending(pair => pair.Value.Made).ThenBy(pair => pair.Key).Take(RegionFigures.MostSkus)
                    .Select(pair => pair.Value.Show(pair.Key, history, now)),
            ],
            [], shelves.Count, reporting, Coarse: false);

        Sum Of(Sku sku)
        {
            if (!sums.TryGetValue(sku, out var sum))
                sums.Add(sku, sum = new());
            return sum;
        }
    }

    /// <summary>The map, cells with the largest unmet demand first; of one SKU or of all.</summary>
    public IReadOnlyList<CellFigures> Cells(Sku? sku, int most)
    {
        var cells = new SortedDictionary<CellId, (long Asked, long Matched, long Available, int Pharmacies)>();
        foreach (var one in demand.Values.SelectMany(told => told.Cells).Where(one => sku is null || one.Sku == sku))
        {
            var sum = cells.GetValueOrDefault(one.Cell);
            cells[one.Cell] = (sum.Asked + one.Asked, sum.Matched + one.Matched, sum.Available, sum.Pharmacies);
        }

        foreach (var shelf in shelves.Values)
        {
            var available = sku is { } one ? shelf.Lines.GetValueOrDefault(one)?.Available ?? 0 : shelf.Lines.Values.Sum(line => (long)line.Available);
            var sum = cells.GetValueOrDefault(shelf.Cell);
            cells[shelf.Cell] = (sum.Asked, sum.Matched, sum.Available + available, sum.Pharmacies + 1);
        }

        return
        [
            .. cells.OrderByDescending(pair => pair.Value.Asked).ThenBy(pair => pair.Key).Take(most)
                .Select(pair => new CellFigures(pair.Key, pair.Key.Centre, pair.Value.Asked, pair.Value.Matched, pair.Value.Available, pair.Value.Pharmacies)),
        ];
    }

    private void Count(LineFigure line, int sign)
    {
        if (!stocks.TryGetValue(line.Sku, out var stock))
            stocks.Add(line.Sku, stock = new());
        stock.OnHand += sign * line.OnHand;
        stock.Held += sign * line.Held;
        stock.Available += sign * line.Available;
        stock.Stocked += line.Available > 0 ? sign : 0;
        stock.Lines += sign;
        if (stock.Lines == 0)
            stocks.Remove(line.Sku);
    }

    private sealed class Shelf(CellId cell)
    {
        public CellId Cell { get; set; } = cell;

        public long Epoch { get; set; }

        public long Number { get; set; }

        public DateTimeOffset? LastReportAt { get; set; }

        public Dictionary<Sku, LineFigure> Lines { get; } = [];
    }

    private sealed class Stock
    {
        public long OnHand { get; set; }

        public long Held { get; set; }

        public long Available { get; set; }

        public int Stocked { get; set; }

        public int Lines { get; set; }

        public void Add(Stock other)
        {
            OnHand += other.OnHand;
            Held += other.Held;
            Available += other.Available;
            Stocked += other.Stocked;
            Lines += other.Lines;
        }
    }

    private sealed class Sum
    {
        private readonly long[] open = new long[Enum.GetValues<Urgency>().Length];
        private readonly int[] waits = new int[WaitBins.Count];
        private readonly long[] flows = new long[Kinds];
        private long matched;
        private DateTimeOffset? oldest;

        public long Asked { get; private set; }

        public long Made => flows[(int)MatchEventKind.Held];

        public Stock Stock { get; set; } = new();

        public int OlderThanHour { get; set; }

        public int OlderThanDay { get; set; }

        public void Add(SkuDemand one)
        {
            for (var i = 0; i < open.Length; i++)
                open[i] += one.OpenByUrgency[i];
            for (var i = 0; i < waits.Length; i++)
                waits[i] += one.Waits[i];
            for (var i = 0; i < Math.Min(flows.Length, one.Flows.Length); i++)
                flows[i] += one.Flows[i];
            Asked += one.Asked;
            matched += one.Matched;
            if (oldest is null || one.Oldest < oldest)
                oldest = one.Oldest ?? oldest;
        }

        public SkuFigures Show(Sku? sku, RegionHistory history, DateTimeOffset now)
        {
            var collected = flows[(int)MatchEventKind.Collected];
            var wanted = Asked + matched + collected;
            var longest = now - (oldest ?? now);
            return new(
                sku, ImmutableCollectionsMarshal.AsImmutableArray([.. open]), Asked, matched, collected, flows[(int)MatchEventKind.Broken], Made,
                wanted == 0 ? null : (double)(matched + collected) / wanted,
                Seconds(WaitBins.Quantile(waits, 0.5, longest)), Seconds(WaitBins.Quantile(waits, 0.9, longest)), oldest is null ? null : Seconds(longest),
                Stock.OnHand, Stock.Held, Stock.Available, Stock.Stocked, Stock.Lines, OlderThanHour, OlderThanDay,
                history.At(sku, now - Hour)?.Asked, history.At(sku, now - Day)?.Asked, history.At(sku, now - (14 * Day))?.Asked, StockOut(sku, history, now));
        }

        // As many packs are matched in the hours to come as in the last one.
        private DateTimeOffset? StockOut(Sku? sku, RegionHistory history, DateTimeOffset now)
        {
            if (history.At(sku, now - Hour) is not { } before || Made <= before.Made)
                return null;
            var hours = (double)Stock.Available / (Made - before.Made);
            return hours <= 24 * 365 ? now + TimeSpan.FromHours(hours) : null;
        }

        private static long? Seconds(TimeSpan? span) => span is { } one ? (long)one.TotalSeconds : null;
    }
}
