using System.Collections.Immutable;
using System.Globalization;

namespace MatchGrid.Api.Feed;

/// <summary>
/// Where a reader stands in every partition: <c>EPOCH.N.N…</c>. To others it is a word that they keep and give back. A position of -1 stands before the
/// oldest entry, wherever that is.
/// </summary>
public sealed record FeedCursor(string Epoch, ImmutableArray<long> Positions)
{
    private const long BeforeOldest = -1;

    /// <summary>Before everything that is kept.</summary>
    public static FeedCursor Start(string epoch, int partitions) => new(epoch, [.. Enumerable.Repeat(BeforeOldest, partitions)]);

    /// <summary>Null for what is no cursor of so many partitions.</summary>
    public static FeedCursor? Read(string text, int partitions)
    {
        var parts = text.Split('.');
        if (parts.Length != partitions + 1 || parts[0].Length is 0 or > 64)
            return null;
        var positions = ImmutableArray.CreateBuilder<long>(partitions);
        foreach (var part in parts.Skip(1))
        {
            if (part == "")
                positions.Add(BeforeOldest);
            else if (long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
                positions.Add(position);
            else
                return null;
        }

        return new(parts[0], positions.MoveToImmutable());
    }

    public override string ToString() => $"{Epoch}.{string.Join('.', Positions.Select(position => position == BeforeOldest ? "" : $"{position}"))}";
}
