namespace MatchGrid.Tests.Faults.Trace;

/// <summary>One system call of a trace.</summary>
/// <param name="Began">Place in the trace where it was entered: what stands before it has happened before.</param>
/// <param name="Ended">Place where it returned.</param>
/// <param name="Target">What its first argument is: a file's path, or <c>socket:[…]</c>.</param>
/// <param name="Data">The bytes it wrote; empty for a sync.</param>
/// <param name="Succeeded">Whether it returned no error.</param>
internal sealed record SystemCall(int Began, int Ended, string Name, string Target, byte[] Data, bool Succeeded)
{
    public bool IsSync => Name is "fsync" or "fdatasync";

    public bool IsToSocket => Target.StartsWith("socket:", StringComparison.Ordinal) || Target.StartsWith("TCP", StringComparison.Ordinal);

    public bool IsToLog => Target.EndsWith("/matchgrid.db-wal", StringComparison.Ordinal);

    public bool Holds(ReadOnlySpan<byte> part) => Data.AsSpan().IndexOf(part) >= 0;
}
