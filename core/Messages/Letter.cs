using Orleans;

namespace MatchGrid.Messages;

/// <summary>One durable notification from one grain to another.</summary>
/// <param name="Number">The sender's sequence.</param>
/// <param name="Closes">The receiver may forget the sender's number when it hears nothing more for a long time.</param>
[GenerateSerializer, Immutable, Alias("mg.Letter")]
public sealed record Letter([property: Id(0)] long Number, [property: Id(1)] Message Body, [property: Id(2)] bool Closes);

/// <summary>All letters waiting for one receiver, in order.</summary>
/// <param name="From">The sender as <c>kind/key</c>.</param>
[GenerateSerializer, Immutable, Alias("mg.Delivery")]
public sealed record Delivery([property: Id(0)] string From, [property: Id(1)] System.Collections.Immutable.ImmutableArray<Letter> Letters);
