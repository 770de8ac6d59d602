using System.Security.Claims;
using System.Text.Json;

namespace MatchGrid.Api.Access;

/// <summary>Finds the values of a claim, by its name or along a path of dots into an object.</summary>
internal static class ClaimReader
{
    public static IEnumerable<string> Values(ClaimsPrincipal token, string name)
    {
        var found = token.FindAll(name).Select(claim => claim.Value).ToList();
        // A name may hold dots itself (a URL): the whole name counts first.
        return found.Count == 0 && name.Split('.') is [var outer, .. { Length: > 0 } inner] && token.FindFirst(outer) is { } claim ? Inside(claim.Value, inner) : found;
    }

    private static List<string> Inside(string json, string[] path)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var element = document.RootElement;
            foreach (var name in path)
            {
                if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                    return [];
            }

            return element.ValueKind switch
            {
                JsonValueKind.String => [element.GetString()!],
                JsonValueKind.Array => [.. element.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)],
                _ => [],
            };
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
