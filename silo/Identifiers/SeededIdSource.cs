using System.Buffers.Binary;
using MatchGrid.Identifiers;

namespace MatchGrid.Silo.Identifiers;

/// <summary>The same ids for the same seed, clock and order of asking: for tests, replays and simulations, never for real patients.</summary>
public sealed class SeededIdSource(ulong seed, TimeProvider time) : IIdSource
{
    private readonly Lock gate = new();
    private ulong random = seed;

    /// <inheritdoc/>
    public string Next()
    {
        Span<byte> bits = stackalloc byte[16];
        lock (gate)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bits, Draw());
            BinaryPrimitives.WriteUInt64BigEndian(bits[8..], Draw());
        }

        return Base32.Id(time.GetUtcNow(), bits);
    }

    /// <inheritdoc/>
    public string NextCode()
    {
        lock (gate)
        {
            return string.Create(Base32.CodeLength, this, static (text, source) =>
            {
                foreach (ref var letter in text)
                    letter = Base32.CodeLetters[(int)(source.Draw() % (ulong)Base32.CodeLetters.Length)];
            });
        }
    }

    /// <summary>SplitMix64, written out so that a seed means the same on every runtime.</summary>
    private ulong Draw()
    {
        random += 0x9E3779B97F4A7C15;
        var z = random;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
