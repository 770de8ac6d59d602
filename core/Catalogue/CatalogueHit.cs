namespace MatchGrid.Catalogue;

/// <summary>A pack that a search found, and by what.</summary>
public sealed record CatalogueHit(CatalogueEntry Entry, CatalogueMatch Match);

/// <summary>How an entry answers a query, the best first.</summary>
public enum CatalogueMatch
{
    /// <summary>The query is its code, in any spelling.</summary>
    Code,

    /// <summary>The query is its whole name.</summary>
    Name,

    /// <summary>Every word of the query begins a word of its name.</summary>
    NamePrefix,

    /// <summary>The query begins its ATC code.</summary>
    Atc,

    /// <summary>Every word of the query begins a word of its INN.</summary>
    Inn,

    /// <summary>Every word of the query begins a word of its name, INN, form, strength or maker.</summary>
    Mixed,

    /// <summary>As <see cref="Mixed"/>, with a letter or two wrong.</summary>
    Typo,
}
