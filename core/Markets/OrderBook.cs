using MatchGrid.Geo;
using MatchGrid.Identifiers;

namespace MatchGrid.Markets;

/// <summary>
/// Waiting requests by rank, found by place: the best-ranked request that stock at a place serves, in time that does not grow with
/// the number of those it does not serve.
/// </summary>
/// <remarks>
/// Entries stand in buckets by small cell and by the fewest packs they take, each in rank order. A look-up merges the buckets within
/// reach best first. A parked entry (proposed to, or busy) stays a member but is not found until it is unparked.
/// </remarks>
public sealed class OrderBook
{
    /// <summary>Bucket cells are this many levels finer than the cells that cover the request's circle: an eighth of their side.</summary>
    private const int Finer = 3;

    private readonly Dictionary<RequestId, BookEntry> entries = [];

    // In key order, so that nothing depends on hash codes. There are some dozens at most, however many wait.
    private readonly List<Bucket> buckets = [];

    // Members that stand in no bucket. In no order: they are only counted and compared.
    private readonly HashSet<BookEntry> parked = [];

    public int Count => entries.Count;

    /// <summary>Packs that all members ask for.</summary>
    public long Quantity { get; private set; }

    /// <summary>All members, best rank first. Walks everything.</summary>
    public IEnumerable<BookEntry> InOrder => entries.Values.OrderBy(entry => entry.Rank);

    /// <summary>The best rank of all that are not parked; null for none.</summary>
    public Rank? First
    {
        get
        {
            Rank? first = null;
            foreach (var bucket in buckets)
            {
                if (bucket.First is { } entry && (first is null || entry.Rank.CompareTo(first.Value) < 0))
                    first = entry.Rank;
            }

            return first;
        }
    }

    /// <summary>The best rank of all members, parked ones included; null when empty.</summary>
    public Rank? FirstOfAll
    {
        get
        {
            var first = First;
            foreach (var entry in parked)
            {
                if (first is null || entry.Rank.CompareTo(first.Value) < 0)
                    first = entry.Rank;
            }

            return first;
        }
    }

    /// <summary>The crisis tier of a place. Set anew when the tiers change, with <see cref="Reorder"/>.</summary>
    public Func<GeoPoint, int> TierAt { get; set; } = static _ => 0;

    public BookEntry? Find(RequestId request) => entries.GetValueOrDefault(request);

    /// <summary>Adds a request or replaces its terms; it is then not parked.</summary>
    public BookEntry Join(OpenDemand demand)
    {
        if (entries.TryGetValue(demand.Request, out var entry))
        {
            Quantity -= entry.Demand.Quantity;
            Take(entry);
            parked.Remove(entry);
            entry.Demand = demand;
        }
        else
        {
            entries.Add(demand.Request, entry = new(demand));
        }

        Quantity += demand.Quantity;
        entry.Rank = demand.RankAt(TierAt(demand.Place));
        Put(entry);
        return entry;
    }

    /// <summary>Puts everybody where the tiers as they are now want them; nobody's wait changes. False when all stood there already.</summary>
    public bool Reorder()
    {
        var moved = false;
        foreach (var entry in entries.Values)
        {
            var rank = entry.Demand.RankAt(TierAt(entry.Demand.Place));
            if (rank == entry.Rank)
                continue;
            moved = true;
            var found = !entry.IsParked;
            Take(entry);
            entry.Rank = rank;
            if (found)
                Put(entry);
        }

        return moved;
    }

    public bool Leave(RequestId request)
    {
        if (!entries.Remove(request, out var entry))
            return false;
        Quantity -= entry.Demand.Quantity;
        Take(entry);
        parked.Remove(entry);
        return true;
    }

    /// <summary>Keeps a member from being found.</summary>
    public void Park(BookEntry entry)
    {
        Take(entry);
        parked.Add(entry);
    }

    /// <summary>Lets a member be found again.</summary>
    public void Unpark(BookEntry entry)
    {
        if (parked.Remove(entry))
            Put(entry);
    }

    /// <summary>The best-ranked request that a number of packs at a place serves, and whose turn there is still to come.</summary>
    public BookEntry? Best(PharmacyId pharmacy, GeoPoint place, int deliveryMetres, int packs)
    {
        Bucket? best = null;
        foreach (var bucket in buckets)
        {
            if (bucket.Key.Least <= packs && (best is null || bucket.First!.Rank.CompareTo(best.First!.Rank) < 0) && bucket.MayReach(place))
                best = bucket;
        }

        // Mostly the first in line is served. Only if not, those behind are walked.
        if (best is null || Serves(best.First!))
            return best?.First;

        var heads = new PriorityQueue<IEnumerator<BookEntry>, Rank>();
        foreach (var bucket in buckets)
        {
            if (bucket.Key.Least <= packs && bucket.MayReach(place))
                Advance(bucket.InOrder.GetEnumerator());
        }

        while (heads.TryDequeue(out var walk, out _))
        {
            if (Serves(walk.Current))
                return walk.Current;
            Advance(walk);
        }

        return null;

        bool Serves(BookEntry entry) =>
            entry.Demand.Reaches(place, deliveryMetres) && !entry.Demand.Excluded.Contains(pharmacy);

        void Advance(IEnumerator<BookEntry> walk)
        {
            if (walk.MoveNext())
                heads.Enqueue(walk, walk.Current.Rank);
        }
    }

    /// <summary>How many members have a better rank.</summary>
    public int Ahead(BookEntry entry) =>
        buckets.Sum(bucket => bucket.CountBefore(entry)) + parked.Count(other => other.Rank.CompareTo(entry.Rank) < 0);

    /// <summary>The same by what puts them there.</summary>
    public StandBefore Before(BookEntry entry)
    {
        var rank = entry.Rank;
        var tier = At(new(rank.Tier, int.MaxValue, DateTimeOffset.MinValue, DateTimeOffset.MinValue, default));
        var urgency = At(new(rank.Tier, rank.Class, DateTimeOffset.MinValue, DateTimeOffset.MinValue, default));
        var neededBy = At(new(rank.Tier, rank.Class, rank.NeededBy, DateTimeOffset.MinValue, default));
        return new(tier, urgency - tier, neededBy - urgency, Ahead(entry) - neededBy);

        int At(Rank edge) => Ahead(new BookEntry(entry.Demand) { Rank = edge });
    }

    private void Put(BookEntry entry)
    {
        var demand = entry.Demand;
        var level = CircleCover.LevelFor(Math.Max(demand.RadiusMetres, demand.DeliveryRadiusMetres));
        var key = new BucketKey(CellId.FromPoint(demand.Place, Math.Min(level + Finer, CellId.LeafLevel)), demand.Least);
        var index = IndexOf(key);
        if (index < 0)
            buckets.Insert(index = ~index, new(key));
        buckets[index].Add(entry);
        entry.Bucket = buckets[index];
    }

    private void Take(BookEntry entry)
    {
        if (entry.Bucket is not { } bucket)
            return;
        entry.Bucket = null;
        bucket.Remove(entry);
        if (bucket.First is null)
            buckets.RemoveAt(IndexOf(bucket.Key));
    }

    // Where it is; less than 0 for the complement of where it belongs.
    private int IndexOf(BucketKey key)
    {
        var (low, high) = (0, buckets.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = buckets[middle].Key.CompareTo(key);
            if (order == 0)
                return middle;
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    internal readonly record struct BucketKey(CellId Cell, int Least) : IComparable<BucketKey>
    {
        public int CompareTo(BucketKey other)
        {
            var order = Cell.CompareTo(other.Cell);
            return order != 0 ? order : Least.CompareTo(other.Least);
        }
    }

    internal sealed class Bucket(BucketKey key)
    {
        private readonly GeoPoint centre = key.Cell.Centre;
        private double reach;

        // Mostly one request stands here: one by itself takes no list.
        private BookEntry? only;
        private RankedEntries? several;

        public BucketKey Key { get; } = key;

        public BookEntry? First => several is null ? only : several.First;

        /// <summary>Best rank first.</summary>
        public IEnumerable<BookEntry> InOrder => several is not null ? several : only is not null ? [only] : [];

        /// <summary>How many have a better rank than an entry, which need not be in here.</summary>
        public int CountBefore(BookEntry entry) => several?.CountBefore(entry) ?? (only is not null && only.Rank.CompareTo(entry.Rank) < 0 ? 1 : 0);

        /// <summary>False only when nobody in here can be served from the place.</summary>
        public bool MayReach(GeoPoint place) => centre.DistanceMetresTo(place) <= reach;

        public void Add(BookEntry entry)
        {
            if (several is null && only is null)
            {
                only = entry;
            }
            else
            {
                if (several is null)
                {
                    (several = new()).Add(only!);
                    only = null;
                }

                several.Add(entry);
            }

            var demand = entry.Demand;
            // Grows only; a bucket that empties is dropped and begins again.
            reach = Math.Max(reach, centre.DistanceMetresTo(demand.Place) + Math.Max(demand.RadiusMetres, demand.DeliveryRadiusMetres) + 1);
        }

        public void Remove(BookEntry entry)
        {
            if (several is null)
                only = null;
            else
                several.Remove(entry);
        }
    }
}

/// <summary>A member of an order book.</summary>
public sealed class BookEntry(OpenDemand demand)
{
    public OpenDemand Demand { get; internal set; } = demand;

    public Rank Rank { get; internal set; }

    /// <summary>The last letter taken from this request.</summary>
    public long LastNumber { get; internal set; }

    /// <summary>Whether it is kept from being found.</summary>
    public bool IsParked => Bucket is null;

    internal OrderBook.Bucket? Bucket { get; set; }
}
