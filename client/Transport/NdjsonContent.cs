using System.Net;
using System.Text.Json;

namespace MatchGrid.Client.Transport;

/// <summary>Objects line by line, written as they are sent.</summary>
internal sealed class NdjsonContent<T> : HttpContent
{
    private readonly IEnumerable<T> lines;

    public NdjsonContent(IEnumerable<T> lines)
    {
        this.lines = lines;
        Headers.ContentType = new("application/x-ndjson");
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        foreach (var line in lines)
        {
            await JsonSerializer.SerializeAsync(stream, line, GridJson.Options);
            await stream.WriteAsync("\n"u8.ToArray());
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
