using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using MatchGrid.Api.Feed;
using MatchGrid.Api.Outside;

namespace MatchGrid.Api.Webhooks;

/// <summary>An event as a CloudEvent 1.0, kept in the form in which it can be sent at any time, in either mode.</summary>
/// <param name="Id">Also the <c>webhook-id</c>: the same for every attempt.</param>
/// <param name="Type">Such as <c>matchgrid.match.held</c>.</param>
/// <param name="Data">JSON.</param>
public sealed record WebhookBody(string Id, string Type, DateTimeOffset Time, string? Subject, int? Partition, string Data)
{
    public const string Ping = "matchgrid.ping";

    public static WebhookBody Of(FeedMessage message, int partition) => new(
        message.Id, $"matchgrid.match.{FilterBody.NameOf(message.Type)}", message.At, message.Sku.Value, partition,
        JsonSerializer.Serialize(message, OutsideJson.Default.FeedMessage));

    public string Keep() => JsonSerializer.Serialize(this, OutsideJson.Default.WebhookBody);

    public static WebhookBody Kept(string text) => JsonSerializer.Deserialize(text, OutsideJson.Default.WebhookBody)!;

    /// <summary>The content in structured mode, or in binary mode with the attributes as headers.</summary>
    public (byte[] Body, string ContentType) Write(bool binary, string source, HttpRequestHeaders headers)
    {
        if (!binary)
            return (Structured(source), "application/cloudevents+json; charset=utf-8");
        headers.Add("ce-specversion", "1.0");
        headers.Add("ce-id", Id);
        headers.Add("ce-type", Type);
        headers.Add("ce-source", source);
        headers.Add("ce-time", Rfc3339(Time));
        if (Subject is not null)
            headers.Add("ce-subject", Uri.EscapeDataString(Subject));
        if (Partition is { } partition)
            headers.Add("ce-partitionkey", $"{partition}");
        return (Encoding.UTF8.GetBytes(Data), "application/json; charset=utf-8");
    }

    private byte[] Structured(string source)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", Id);
            json.WriteString("type", Type);
            json.WriteString("source", source);
            json.WriteString("time", Rfc3339(Time));
            if (Subject is not null)
                json.WriteString("subject", Subject);
            if (Partition is { } partition)
                json.WriteString("partitionkey", $"{partition}");
            json.WriteString("datacontenttype", "application/json");
            json.WritePropertyName("data");
            json.WriteRawValue(Data);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static string Rfc3339(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
