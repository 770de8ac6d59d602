namespace MatchGrid.Identifiers;

/// <summary>Where fresh ids come from: random in production, from the seed in a simulation.</summary>
public interface IIdSource
{
    /// <summary>26 characters of Crockford's base 32, lower case: 48 bits of time, 80 random bits (a ULID). Sorts by time of making.</summary>
    string Next();

    /// <summary>A pick-up code: 8 characters of Crockford's base 32 without vowels, upper case, from a cryptographic source (about 39 bits).</summary>
    string NextCode();
}
