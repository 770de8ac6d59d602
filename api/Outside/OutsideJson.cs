using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MatchGrid.Api.Feed;
using MatchGrid.Api.Live;
using MatchGrid.Api.Patients;
using MatchGrid.Api.Pharmacies;
using MatchGrid.Api.Problems;
using MatchGrid.Api.Webhooks;

namespace MatchGrid.Api.Outside;

/// <summary>How this API writes and reads JSON: camel-case members, enums as snake_case names, no null members, no member twice, no number in quotes.</summary>
/// <remarks>The types named here are on hot paths and have generated code; all others go by reflection.</remarks>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.Strict,
    AllowDuplicateProperties = false,
    Converters = [typeof(SnakeCaseEnums)])]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(StockAnswer))]
[JsonSerializable(typeof(StockAck))]
[JsonSerializable(typeof(InboxNotice))]
[JsonSerializable(typeof(LiveMatchEvent[]))]
[JsonSerializable(typeof(FeedMessage))]
[JsonSerializable(typeof(FeedAnswer))]
[JsonSerializable(typeof(WebhookBody))]
public sealed partial class OutsideJson : JsonSerializerContext
{
    /// <summary>Puts this form of JSON into the options of a framework.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.AllowDuplicateProperties = false;
        options.Converters.Add(new SnakeCaseEnums());
        options.TypeInfoResolverChain.Insert(0, Default);
        options.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver());
    }
}

/// <summary>Enums as <c>snake_case</c> names; numbers are refused.</summary>
public sealed class SnakeCaseEnums() : JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
