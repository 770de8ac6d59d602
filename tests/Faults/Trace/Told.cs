namespace MatchGrid.Tests.Faults.Trace;

/// <summary>Something that left through a socket, and the row it rests on.</summary>
/// <param name="What">For people.</param>
/// <param name="Sent">Parts that all stand in what left, and together in nothing that left before.</param>
/// <param name="Row">The row as it is stored.</param>
internal sealed record Told(string What, IReadOnlyList<byte[]> Sent, byte[] Row);
