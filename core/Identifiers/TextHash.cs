using System.Text;

namespace MatchGrid.Identifiers;

/// <summary>FNV-1a over UTF-8, 64 bits: the same in every process, unlike <see cref="string.GetHashCode()"/>.</summary>
public static class TextHash
{
    public static ulong Of(string text)
    {
        var hash = 14695981039346656037UL;
        Span<byte> buffer = stackalloc byte[256];
        var bytes = Encoding.UTF8.GetByteCount(text) <= buffer.Length ? buffer[..Encoding.UTF8.GetBytes(text, buffer)] : Encoding.UTF8.GetBytes(text);
        foreach (var value in bytes)
            hash = (hash ^ value) * 1099511628211UL;
        return hash;
    }

    /// <summary>Above 0 and up to 1: where in a period something with this name has its turn, so that not all have it at once.</summary>
    public static double Phase(string name) => (1 + (Of(name) % 1000)) / 1000.0;
}
