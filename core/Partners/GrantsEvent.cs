using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MatchGrid.Geo;
using MatchGrid.Identifiers;

namespace MatchGrid.Partners;

/// <summary>What can happen to a partner's grants. Discriminators carry the version of their shape and are part of the journal format.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(GrantsBegun), "begun.1")]
[JsonDerivedType(typeof(AreaGranted), "area.1")]
[JsonDerivedType(typeof(PharmacyGranted), "pharmacy.1")]
[JsonDerivedType(typeof(PatientGranted), "patient.1")]
public abstract record GrantsEvent;

/// <summary>The first thing that is written of a partner.</summary>
public sealed record GrantsBegun(string IdKey) : GrantsEvent;

/// <summary>Replaces what the operator granted.</summary>
public sealed record AreaGranted(ImmutableArray<CellId> Cells, bool Everything, bool Signals = false) : GrantsEvent;

/// <summary>A pharmacy grants its matches, or takes that back.</summary>
public sealed record PharmacyGranted(PharmacyId Pharmacy, bool Granted) : GrantsEvent;

/// <summary>A patient consents, or takes that back.</summary>
public sealed record PatientGranted(PatientId Patient, bool Granted) : GrantsEvent;
