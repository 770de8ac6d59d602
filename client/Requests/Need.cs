namespace MatchGrid.Client.Requests;

/// <summary>What a patient needs. Medicines by <see cref="Skus"/>, <see cref="Group"/> or <see cref="Q"/>.</summary>
/// <param name="Latitude">Degrees north; kept rounded to 250 m.</param>
/// <param name="Longitude">Degrees east; kept rounded to 250 m.</param>
public sealed record Need(double Latitude, double Longitude)
{
    /// <summary>Acceptable SKUs of one substitution group, the preferred first, 1 to 16.</summary>
    public IReadOnlyList<string>? Skus { get; init; }

    /// <summary>Any SKU of a substitution group.</summary>
    public string? Group { get; init; }

    /// <summary>A search whose hits belong to one substitution group.</summary>
    public string? Q { get; init; }

    /// <summary>Packs, 1 to 100.</summary>
    public int Quantity { get; init; } = 1;

    /// <summary>Whether parts may come from several pharmacies.</summary>
    public bool? MaySplit { get; init; }

    /// <summary>How far to go, 100 to 2,500,000. The server's default: 10,000.</summary>
    public int? RadiusMetres { get; init; }

    /// <summary>From how far a delivery is welcome.</summary>
    public int? DeliveryRadiusMetres { get; init; }

    /// <summary><c>routine</c>, <c>soon</c>, <c>urgent</c> or <c>critical</c>, self-declared.</summary>
    public string? Urgency { get; init; }

    /// <summary>The request ends then.</summary>
    public DateTimeOffset? NeededBy { get; init; }
}
