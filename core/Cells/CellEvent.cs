using System.Text.Json.Serialization;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Markets;

namespace MatchGrid.Cells;

/// <summary>What a cell remembers durably: who is below it, and which of its own markets have open demand.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(CellOccupied), "occupied.1")]
[JsonDerivedType(typeof(PharmacyEntered), "entered.1")]
[JsonDerivedType(typeof(PharmacyLeft), "left.1")]
[JsonDerivedType(typeof(ChildEntered), "child.1")]
[JsonDerivedType(typeof(InterestOpened), "opened.1")]
[JsonDerivedType(typeof(InterestClosed), "closed.1")]
public abstract record CellEvent;

/// <summary>The first pharmacy or child is here: the parent is to know, for good.</summary>
public sealed record CellOccupied(CellId Cell) : CellEvent;

/// <summary>Leaf: a pharmacy stands here; replaces what was known of it.</summary>
public sealed record PharmacyEntered(PharmacyId Pharmacy, ListedPharmacy Listed) : CellEvent;

/// <summary>Leaf: a pharmacy stands here no longer.</summary>
public sealed record PharmacyLeft(PharmacyId Pharmacy) : CellEvent;

/// <summary>A child cell has pharmacies below it.</summary>
public sealed record ChildEntered(CellId Child) : CellEvent;

/// <summary>The market of this cell for a SKU has open demand.</summary>
/// <param name="First">The rank of its first in line at that time; later ranks are not recorded.</param>
/// <param name="Position">The market's version.</param>
public sealed record InterestOpened(Sku Sku, Rank First, long Position) : CellEvent;

/// <summary>The market of this cell for a SKU has no open demand.</summary>
public sealed record InterestClosed(Sku Sku, long Position) : CellEvent;
