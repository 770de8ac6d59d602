using MatchGrid.Identifiers;

namespace MatchGrid.Bench.Load;

/// <summary>Who asks for what and where packs appear; the same in every run.</summary>
/// <param name="Patients">Connected patients; each opens one request a round, and each gets one pack a round.</param>
/// <param name="Skus">Drugs asked for in a round, evenly; 1 for a hot one. Every round has drugs of its own.</param>
/// <param name="Pharmacies">Best a prime, so that drugs and pharmacies meet in every combination.</param>
/// <param name="RadiusMetres">How far patients go. All stand within a third of it: every pharmacy serves every patient.</param>
/// <param name="Batch">Lines of one POST: a pack each of so many drugs at one pharmacy.</param>
internal sealed record LoadPlan(int Patients, int Skus, int Pharmacies, int RadiusMetres, int Batch)
{
    public double Kilometres => RadiusMetres / 3000.0;

    public int Batches => (Patients + Batch - 1) / Batch;

    public int PharmacyOf(int batch) => ((7 * batch) + (batch / Skus)) % Pharmacies;

    public static string PharmacyId(int pharmacy) => $"P{pharmacy}";

    public Sku SkuOf(int round, int change) => new($"bench:{(round * Skus) + (change % Skus)}");

    /// <summary>Changes of a batch, by number.</summary>
    public IEnumerable<int> ChangesOf(int batch) => Enumerable.Range(batch * Batch, Math.Min(Batch, Patients - (batch * Batch)));

    /// <summary>The body of a POST: NDJSON, one pack of each.</summary>
    public string BodyOf(int round, int batch) =>
        string.Concat(ChangesOf(batch).Select(change => $$"""{"sku":"{{SkuOf(round, change)}}","delta":1}""" + "\n"));
}
