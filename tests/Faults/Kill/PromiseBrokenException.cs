namespace MatchGrid.Tests.Faults.Kill;

/// <summary>Something that was acknowledged or pushed is not there, or is there twice.</summary>
public sealed class PromiseBrokenException(string message) : Exception(message);
