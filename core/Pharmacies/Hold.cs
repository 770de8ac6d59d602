using MatchGrid.Hours;
using MatchGrid.Identifiers;

namespace MatchGrid.Pharmacies;

/// <summary>Packs set aside at a pharmacy.</summary>
/// <param name="Until">Pending or taken: answer by; accepted: collect by.</param>
/// <param name="AskAt">When a pending hold's request is asked next.</param>
public sealed record Hold(
    HoldId Id,
    RequestId Request,
    Sku Sku,
    int Quantity,
    bool Critical,
    QuietHours? Quiet,
    HoldStatus Status,
    DateTimeOffset PlacedAt,
    DateTimeOffset Until,
    DateTimeOffset AskAt,
    bool SetAside = false,
    string? Code = null,
    int Extensions = 0)
{
    /// <summary>When the pharmacy must do something about it.</summary>
    public DateTimeOffset Due => Status == HoldStatus.Pending ? AskAt : Until;

    public HoldView View => new(Id, Sku, Quantity, Status, SetAside, Code, PlacedAt, Until);
}
