namespace MatchGrid.Catalogue;

/// <summary>How many letters apart two words are.</summary>
internal static class EditDistance
{
    /// <summary>
    /// Letters to add, leave out, replace, or swap with their neighbour (optimal string alignment) to make one word the other;
    /// anything above <paramref name="most"/> when it is more. Words of at most <see cref="SearchWords.MostCharacters"/> characters.
    /// </summary>
    public static int Between(ReadOnlySpan<char> one, ReadOnlySpan<char> other, int most)
    {
        if (Math.Abs(one.Length - other.Length) > most) return most + 1;
        var width = other.Length + 1;
        Span<int> rows = stackalloc int[3 * (SearchWords.MostCharacters + 1)];
        var before = rows[..width];
        var last = rows[width..(2 * width)];
        var now = rows[(2 * width)..(3 * width)];
        for (var j = 0; j < width; j++) last[j] = j;

        for (var i = 1; i <= one.Length; i++)
        {
            now[0] = i;
            var least = i;
            for (var j = 1; j < width; j++)
            {
                var cost = one[i - 1] == other[j - 1] ? 0 : 1;
                now[j] = Math.Min(Math.Min(last[j] + 1, now[j - 1] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1]) now[j] = Math.Min(now[j], before[j - 2] + 1);
                least = Math.Min(least, now[j]);
            }

            if (least > most) return most + 1;
            var reused = before;
            before = last;
            last = now;
            now = reused;
        }

        return last[^1];
    }
}
