namespace MatchGrid.Tests.Storage;

/// <summary>What a journal must say, kept the plain way: every row of every grain in a list.</summary>
internal sealed class JournalModel
{
    private readonly Dictionary<string, Grain> grains = [];

    public Grain this[string name] => grains.TryGetValue(name, out var grain) ? grain : grains[name] = new Grain();

    public IEnumerable<string> Names => grains.Keys;

    public IReadOnlyList<string> WakesInOrder => grains.Where(g => g.Value.Wake is not null)
        .OrderBy(g => g.Value.Wake).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key).ToList();

    public JournalModel Copy()
    {
        var copy = new JournalModel();
        foreach (var (name, grain) in grains)
        {
            copy.grains[name] = new Grain { SnapshotVersion = grain.SnapshotVersion, Snapshot = grain.Snapshot, Wake = grain.Wake };
            copy.grains[name].Rows.AddRange(grain.Rows);
        }

        return copy;
    }

    internal sealed class Grain
    {
        public List<byte[]> Rows { get; } = [];

        public int SnapshotVersion { get; set; }

        public byte[]? Snapshot { get; set; }

        public DateTimeOffset? Wake { get; set; }
    }
}
