namespace MatchGrid.Tests.Faults.Kill;

/// <summary>What patients ask for, so that tills bring neither far too much nor far too little: some wait for packs, and some packs for patients.</summary>
internal sealed class Need(int skus, Random random)
{
    private const int Ahead = 3;

    private readonly int[] missing = new int[skus];
    private readonly Lock gate = new();

    /// <summary>From now on every till brings whatever is asked: nobody is left waiting for a pack at a pharmacy that they declined.</summary>
    public bool IsEnding { get; set; }

    public static string SkuOf(int number) => $"test:wanted{number}";

    public void Ask(int sku)
    {
        lock (gate)
            missing[sku]++;
    }

    /// <summary>A SKU to bring a pack of; null for none.</summary>
    public string? Next()
    {
        lock (gate)
        {
            var sku = random.Next(missing.Length);
            if (!IsEnding && missing[sku] <= -Ahead)
                return null;
            missing[sku]--;
            return SkuOf(sku);
        }
    }
}
