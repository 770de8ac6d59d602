using System.IO.Compression;
using System.Net;
using System.Text;
using MatchGrid.Cli.Output;

namespace MatchGrid.Cli.Doors;

/// <summary>A body that is sent piece by piece and says how far it is.</summary>
internal sealed class UploadContent : HttpContent
{
    private const int PieceBytes = 64 << 10;

    private readonly Func<Stream, CancellationToken, Task> write;

    private UploadContent(string mediaType, Func<Stream, CancellationToken, Task> write)
    {
        this.write = write;
        Headers.ContentType = new(mediaType);
    }

    /// <summary>A file as it is; one that ends in <c>.gz</c> is unpacked.</summary>
    public static UploadContent Of(string path, string mediaType, IProgress<Tick> progress) => new(mediaType, async (to, cancellationToken) =>
    {
        await using var file = File.OpenRead(path);
        await using Stream from = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        var rate = new Rate("bytes");
        var piece = new byte[PieceBytes];
        long sent = 0;
        while (await from.ReadAsync(piece, cancellationToken) is > 0 and var read)
        {
            await to.WriteAsync(piece.AsMemory(0, read), cancellationToken);
            progress.Report(rate.At("sending", file.Length == 0 ? 1 : (double)file.Position / file.Length, sent += read));
        }
    });

    /// <summary>Lines of NDJSON.</summary>
    public static UploadContent Of(IReadOnlyList<string> lines, IProgress<Tick> progress) => new("application/x-ndjson", async (to, cancellationToken) =>
    {
        var rate = new Rate("lines");
        for (var sent = 0; sent < lines.Count; sent++)
        {
            await to.WriteAsync(Encoding.UTF8.GetBytes(lines[sent] + "\n"), cancellationToken);
            progress.Report(rate.At("sending", (double)(sent + 1) / lines.Count, sent + 1));
        }
    });

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => write(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
