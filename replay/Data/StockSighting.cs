namespace MatchGrid.Replay.Data;

/// <summary>What a place said that it had.</summary>
/// <param name="ObservedAt">When the snapshot that shows it was taken.</param>
/// <param name="Place">Index in <see cref="Dataset.Places"/>.</param>
/// <param name="Product">Index in <see cref="Dataset.Products"/>.</param>
/// <param name="Count">Packs on the shelf; 0 for a place that was taken off the list.</param>
public readonly record struct StockSighting(DateTimeOffset ObservedAt, int Place, int Product, int Count);
