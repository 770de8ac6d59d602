using System.Collections.Immutable;
using MatchGrid.Identifiers;
using Orleans;

namespace MatchGrid.Requests;

/// <summary>Why a request has what it has and nothing more yet, in plain words and without a trace of anyone else.</summary>
[GenerateSerializer, Immutable, Alias("mg.WhyView")]
public sealed record WhyView(
    [property: Id(0)] RequestId Request, [property: Id(1)] RequestStatus Status, [property: Id(2)] ImmutableArray<WhyLine> Lines);

/// <summary>One reason.</summary>
/// <param name="Code">One of <see cref="WhyCodes"/>.</param>
/// <param name="Sentence">For people.</param>
/// <param name="Sku">Which SKU it is about; null for all.</param>
/// <param name="Count">Pharmacies, packs or people that it is about, where that may be told.</param>
/// <param name="SeenAt">How old what it rests on is: when somebody last looked at the stock in question.</param>
/// <param name="DistanceMetres">How far off, for what is out of reach.</param>
[GenerateSerializer, Immutable, Alias("mg.WhyLine")]
public sealed record WhyLine(
    [property: Id(0)] string Code,
    [property: Id(1)] string Sentence,
    [property: Id(2)] Sku? Sku = null,
    [property: Id(3)] int? Count = null,
    [property: Id(4)] DateTimeOffset? SeenAt = null,
    [property: Id(5)] int? DistanceMetres = null);

/// <summary>Reasons by stable names: none ever changes its meaning.</summary>
public static class WhyCodes
{
    /// <summary>Packs are held or collected.</summary>
    public const string Found = "found";

    /// <summary>Everything that was asked for is held; nothing more is sought.</summary>
    public const string AllFound = "all_found";

    /// <summary>The request has ended, or waits for its next round.</summary>
    public const string NotSeeking = "not_seeking";

    /// <summary>Packs are being asked for at this moment.</summary>
    public const string InHand = "in_hand";

    /// <summary>Nobody in reach is known to have it.</summary>
    public const string NothingInReach = "nothing_in_reach";

    /// <summary>What pharmacies in reach have is fewer packs than help.</summary>
    public const string TooFew = "too_few";

    /// <summary>Pharmacies in reach have it, and had their turn in this wait.</summary>
    public const string HadTheirTurn = "had_their_turn";

    /// <summary>Pharmacies farther off have it.</summary>
    public const string OutOfReach = "out_of_reach";

    /// <summary>Others stand before.</summary>
    public const string OthersBefore = "others_before";

    /// <summary>Nobody stands before.</summary>
    public const string FirstInLine = "first_in_line";

    /// <summary>The SKU is recalled.</summary>
    public const string Recalled = "recalled";
}
