using System.Collections.Immutable;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Journals;

namespace MatchGrid.Partners;

/// <summary>What a partner's grants decide. Pure: state and command in, events and reply out.</summary>
public static class GrantsDecider
{
    public const int MostPharmacies = 10_000;
    public const int MostPatients = 100_000;
    public const int MostCells = 1_000;

    public static Decision<GrantsEvent, Outcome> GrantArea(GrantsState state, ImmutableArray<CellId> cells, bool everything, bool signals, IIdSource ids)
    {
        if (cells.Length > MostCells)
            return new([], new Refusal(RefusalCodes.TooManyGrants, $"At most {MostCells} cells.", "cells"));
        return state.Everything == everything && state.Signals == signals && state.Cells.SequenceEqual(cells) && state.IdKey is not null
            ? new([], Outcome.Done)
            : new(Begin(state, [new AreaGranted(cells, everything, signals)], ids), Outcome.Done);
    }

    public static Decision<GrantsEvent, Outcome> GrantPharmacy(GrantsState state, PharmacyId pharmacy, bool granted, IIdSource ids)
    {
        if (state.Pharmacies.Contains(pharmacy) == granted)
            return new([], Outcome.Done);
        if (granted && state.Pharmacies.Count >= MostPharmacies)
            return new([], new Refusal(RefusalCodes.TooManyGrants, $"At most {MostPharmacies} pharmacies."));
        return new(Begin(state, [new PharmacyGranted(pharmacy, granted)], ids), Outcome.Done);
    }

    /// <summary>What a patient's letter means; past the limit a consent means nothing.</summary>
    public static IReadOnlyList<GrantsEvent> Hear(GrantsState state, PatientId patient, bool granted, IIdSource ids) =>
        state.Patients.Contains(patient) == granted || (granted && state.Patients.Count >= MostPatients)
            ? []
            : Begin(state, [new PatientGranted(patient, granted)], ids);

    /// <summary>Null for a partner of which nothing is written.</summary>
    public static PartnerGrants? View(GrantsState state) => state.IdKey is null
        ? null
        : new([.. state.Pharmacies], [.. state.Patients], state.Cells, state.Everything, state.IdKey, state.Signals);

    private static IReadOnlyList<GrantsEvent> Begin(GrantsState state, GrantsEvent[] events, IIdSource ids) =>
        state.IdKey is not null ? events : [new GrantsBegun(ids.Next() + ids.Next()), .. events];
}
