using System.Collections.Immutable;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Journals;

namespace MatchGrid.Partners;

/// <summary>A partner's grants, folded from events.</summary>
public sealed class GrantsState : JournalledState<GrantsEvent>
{
    public SortedSet<PharmacyId> Pharmacies { get; init; } = [];

    public SortedSet<PatientId> Patients { get; init; } = [];

    public ImmutableArray<CellId> Cells { get; set; } = [];

    public bool Everything { get; set; }

    public bool Signals { get; set; }

    /// <summary>Null until something is written.</summary>
    public string? IdKey { get; set; }

    public override void Apply(GrantsEvent change)
    {
        switch (change)
        {
            case GrantsBegun begun:
                IdKey = begun.IdKey;
                break;
            case AreaGranted area:
                (Cells, Everything, Signals) = (area.Cells, area.Everything, area.Signals);
                break;
            case PharmacyGranted pharmacy:
                _ = pharmacy.Granted ? Pharmacies.Add(pharmacy.Pharmacy) : Pharmacies.Remove(pharmacy.Pharmacy);
                break;
            case PatientGranted patient:
                _ = patient.Granted ? Patients.Add(patient.Patient) : Patients.Remove(patient.Patient);
                break;
            default:
                throw new InvalidOperationException($"no such event: {change.GetType().Name}");
        }
    }
}
