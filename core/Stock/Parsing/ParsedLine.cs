using MatchGrid.Pharmacies;

namespace MatchGrid.Stock;

/// <summary>What became of one line of an upload: a change, or why there is none.</summary>
/// <param name="Line">Line of the text from 1, the header of a CSV counted; of a JSON array the element from 1.</param>
/// <param name="Change">The change, its SKU in its one spelling and its instant in UTC; null when refused.</param>
/// <param name="Number">The source's own number of the change, when given.</param>
/// <param name="Expires">When the packs expire, when given.</param>
/// <param name="Refusal">Null when there is a change.</param>
public readonly record struct ParsedLine(int Line, StockChange? Change, long? Number = null, DateOnly? Expires = null, Refusal? Refusal = null);
