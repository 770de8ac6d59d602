using System.Buffers;

namespace MatchGrid.Stock;

/// <summary>Cuts an upload into the pieces that are read one by one.</summary>
internal interface IFraming
{
    /// <summary>Takes the next piece off the buffer; false when more must be read first, or when there is no more.</summary>
    /// <param name="buffer">What was read and not yet taken; shortened by what this takes or passes over.</param>
    /// <param name="last">Whether nothing follows the buffer.</param>
    /// <param name="frame">The piece; its bytes belong to the buffer.</param>
    bool TryTake(ref ReadOnlySequence<byte> buffer, bool last, out Frame frame);
}

/// <summary>A piece of an upload, its line number, and how it ended.</summary>
internal readonly record struct Frame(int Line, ReadOnlySequence<byte> Bytes, FrameEnd End);

internal enum FrameEnd
{
    /// <summary>As it should.</summary>
    Whole,

    /// <summary>With the upload, without a line end: perhaps in the middle.</summary>
    Unterminated,

    /// <summary>With the upload, certainly in the middle.</summary>
    Cut,

    /// <summary>Past the limit; its bytes are passed over.</summary>
    TooLong,
}
