using MatchGrid.Identifiers;
using Orleans;

namespace MatchGrid.Markets;

/// <summary>Place in line: crisis tier, then urgency class, then needed-by, then time waited, then id. Smaller comes first.</summary>
/// <param name="Tier">Priority tier of the crisis region the request stands in, 0 outside of any; higher first.</param>
/// <param name="Class">See <see cref="Requests.UrgencyClass"/>; higher first.</param>
/// <param name="NeededBy">Earlier first; <see cref="DateTimeOffset.MaxValue"/> without one.</param>
/// <param name="Since">When the wait began; earlier first.</param>
/// <param name="Request">Breaks ties.</param>
[GenerateSerializer, Immutable, Alias("mg.Rank")]
public readonly record struct Rank(
    [property: Id(0)] int Tier,
    [property: Id(1)] int Class,
    [property: Id(2)] DateTimeOffset NeededBy,
    [property: Id(3)] DateTimeOffset Since,
    [property: Id(4)] RequestId Request) : IComparable<Rank>
{
    public int CompareTo(Rank other)
    {
        var order = other.Tier.CompareTo(Tier);
        if (order == 0)
            order = other.Class.CompareTo(Class);
        if (order == 0)
            order = NeededBy.UtcTicks.CompareTo(other.NeededBy.UtcTicks);
        if (order == 0)
            order = Since.UtcTicks.CompareTo(other.Since.UtcTicks);
        return order != 0 ? order : Request.CompareTo(other.Request);
    }
}
