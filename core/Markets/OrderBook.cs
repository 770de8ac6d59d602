using MatchGrid.Geo;
using MatchGrid.Identifiers;

namespace MatchGrid.Markets;

/// <summary>
/// Waiting requests by rank, found by place: the best-ranked request that stock at a place serves, in time that does not grow with
/// the number of those it does not serve.
/// </summary>
/// <remarks>
/// Entries stand in buckets by small cell and by the fewest packs they take, each sorted by rank. A look-up merges the buckets within
/// reach best first. A parked entry (proposed to, or busy) stays a member but is not found until it is unparked.
/// </remarks>
public sealed class OrderBook
{
    /// <summary>Bucket cells are this many levels finer than the cells that cover the request's circle: an eighth of their side.</summary>
    private const int Finer = 3;

    private readonly Dictionary<RequestId, BookEntry> entries = [];

    // In key order, so that nothing depends on hash codes.
    private readonly SortedDictionary<BucketKey, Bucket> buckets = [];

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
            foreach (var bucket in buckets.Values)
            {
                if (bucket.First is { } entry && (first is null || entry.Rank.CompareTo(first.Value) < 0))
                    first = entry.Rank;
            }

            return first;
        }
    }

    /// <summary>The best rank of all members, parked ones included; null when empty. Walks everything.</summary>
    public Rank? FirstOfAll => entries.Count == 0 ? null : entries.Values.Min(entry => entry.Rank);

    public BookEntry? Find(RequestId request) => entries.GetValueOrDefault(request);

    /// <summary>Adds a request or replaces its terms; it is then not parked.</summary>
    public BookEntry Join(OpenDemand demand)
    {
        if (entries.TryGetValue(demand.Request, out var entry))
        {
            Quantity -= entry.Demand.Quantity;
            Take(entry);
            entry.Demand = demand;
        }
        else
        {
            entries.Add(demand.Request, entry = new(demand));
        }

        Quantity += demand.Quantity;
        entry.Rank = demand.RankAt(tier: 0);
        Put(entry);
        return entry;
    }

    public bool Leave(RequestId request)
    {
        if (!entries.Remove(request, out var entry))
            return false;
        Quantity -= entry.Demand.Quantity;
        Take(entry);
        return true;
    }

    /// <summary>Keeps a member from being found.</summary>
    public void Park(BookEntry entry) => Take(entry);

    /// <summary>Lets a member be found again.</summary>
    public void Unpark(BookEntry entry)
    {
        if (entry.Bucket is null && entries.TryGetValue(entry.Demand.Request, out var member) && ReferenceEquals(member, entry))
            Put(entry);
    }

    /// <summary>The best-ranked request that a number of packs at a place serves, and whose turn there is still to come.</summary>
    /// <param name="skip">For a request that must not be found now, although it is not parked.</param>
    public BookEntry? Best(PharmacyId pharmacy, GeoPoint place, int deliveryMetres, int packs, Func<BookEntry, bool>? skip = null)
    {
        var heads = new PriorityQueue<Head, Rank>();
        foreach (var bucket in buckets.Values)
        {
            if (bucket.Key.Least <= packs && bucket.First is { } first && bucket.MayReach(place))
                heads.Enqueue(new(bucket, null), first.Rank);
        }

        while (heads.TryDequeue(out var head, out _))
        {
            var entry = head.Walk is null ? head.Bucket.First! : head.Walk.Current;
            if (entry.Demand.Reaches(place, deliveryMetres) && !entry.Demand.Excluded.Contains(pharmacy) && skip?.Invoke(entry) != true)
                return entry;
            var walk = head.Walk;
            if (walk is null)
            {
                walk = head.Bucket.Entries.GetEnumerator();
                walk.MoveNext();
            }

            if (walk.MoveNext())
                heads.Enqueue(new(head.Bucket, walk), walk.Current.Rank);
        }

        return null;
    }

    /// <summary>How many members have a better rank; counted up to <paramref name="most"/>.</summary>
    public int Ahead(BookEntry entry, int most)
    {
        var ahead = 0;
        foreach (var other in entries.Values)
        {
            if (other.Rank.CompareTo(entry.Rank) < 0 && ++ahead >= most)
                break;
        }

        return ahead;
    }

    private void Put(BookEntry entry)
    {
        var demand = entry.Demand;
        var level = CircleCover.LevelFor(Math.Max(demand.RadiusMetres, demand.DeliveryRadiusMetres));
        var key = new BucketKey(CellId.FromPoint(demand.Place, Math.Min(level + Finer, CellId.LeafLevel)), demand.Least);
        if (!buckets.TryGetValue(key, out var bucket))
            buckets.Add(key, bucket = new(key));
        bucket.Add(entry);
        entry.Bucket = bucket;
    }

    private void Take(BookEntry entry)
    {
        if (entry.Bucket is not { } bucket)
            return;
        entry.Bucket = null;
        bucket.Remove(entry);
        if (bucket.Entries.Count == 0)
            buckets.Remove(bucket.Key);
    }

    private readonly record struct Head(Bucket Bucket, IEnumerator<BookEntry>? Walk);

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

        public BucketKey Key { get; } = key;

        public SortedSet<BookEntry> Entries { get; } = new(ByRank.Instance);

        public BookEntry? First { get; private set; }

        /// <summary>False only when nobody in here can be served from the place.</summary>
        public bool MayReach(GeoPoint place) => centre.DistanceMetresTo(place) <= reach;

        public void Add(BookEntry entry)
        {
            Entries.Add(entry);
            if (First is null || ByRank.Instance.Compare(entry, First) < 0)
                First = entry;
            var demand = entry.Demand;
            // Grows only; a bucket that empties is dropped and begins again.
            reach = Math.Max(reach, centre.DistanceMetresTo(demand.Place) + Math.Max(demand.RadiusMetres, demand.DeliveryRadiusMetres) + 1);
        }

        public void Remove(BookEntry entry)
        {
            Entries.Remove(entry);
            if (ReferenceEquals(First, entry))
                First = Entries.Min;
        }
    }

    private sealed class ByRank : IComparer<BookEntry>
    {
        public static readonly ByRank Instance = new();

        public int Compare(BookEntry? x, BookEntry? y) => x!.Rank.CompareTo(y!.Rank);
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
