using System.Security.Cryptography;
using MatchGrid.Identifiers;

namespace MatchGrid.Silo.Identifiers;

/// <summary>Ids that nobody can guess, from the operating system's random numbers.</summary>
public sealed class RandomIdSource(TimeProvider time) : IIdSource
{
    /// <inheritdoc/>
    public string Next()
    {
        Span<byte> random = stackalloc byte[Base32.IdBytes];
        RandomNumberGenerator.Fill(random);
        return Base32.Id(time.GetUtcNow(), random);
    }

    /// <inheritdoc/>
    public string NextCode() => RandomNumberGenerator.GetString(Base32.CodeLetters, Base32.CodeLength);
}
