using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Pharmacies;

namespace MatchGrid.Replay.Checking;

/// <summary>A pharmacy folded from its journal.</summary>
/// <param name="ChangedAt">When packs of a line last came, went or were set aside, where a row after the snapshot says so.</param>
internal sealed record StoredPharmacy(PharmacyId Id, PharmacyState State, IReadOnlyDictionary<Sku, DateTimeOffset> ChangedAt)
{
    public static async ValueTask<StoredPharmacy> ReadAsync(IJournalReader journal, string grain, PharmacyId id)
    {
        var history = await journal.ReadAsync(grain);
        var state = history.Snapshot is { } snapshot ? PharmacyJson.Codec.DecodeState(snapshot) : new PharmacyState();
        var changed = new Dictionary<Sku, DateTimeOffset>();
        foreach (var bytes in history.Rows)
        {
            var row = PharmacyJson.Codec.DecodeRow(bytes);
            state.Apply(row);
            foreach (var change in row.Events ?? [])
                Follow(change, changed);
        }

        return new(id, state, changed);
    }

    private static void Follow(PharmacyEvent change, Dictionary<Sku, DateTimeOffset> changed)
    {
        if (change is StockReported reported)
        {
            foreach (var line in reported.Changes)
                changed[line.Sku] = reported.At;
        }
        else if (change is HoldPlaced placed)
        {
            changed[placed.Sku] = placed.At;
        }
        else if (change is HoldClosed closed)
        {
            changed[closed.Sku] = closed.At;
        }
    }
}
