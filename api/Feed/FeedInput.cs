using System.Collections.Immutable;
using System.Text.Json;
using MatchGrid.Api.Input;
using MatchGrid.Api.Skus;
using MatchGrid.Feed;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Partners;

namespace MatchGrid.Api.Feed;

/// <summary>A filter as somebody writes it: each list names one thing or several; none for all.</summary>
/// <param name="Sku">As <c>scheme:code</c>.</param>
/// <param name="Inn">International non-proprietary names, in any case.</param>
/// <param name="Atc">ATC codes or their beginnings.</param>
/// <param name="Type">Types of events.</param>
/// <param name="Cell">Cells of any level.</param>
/// <param name="Pharmacy">Pharmacy ids.</param>
/// <param name="Group">Substitution groups.</param>
public sealed record FilterBody(
    IReadOnlyList<string>? Sku = null, IReadOnlyList<string>? Inn = null, IReadOnlyList<string>? Atc = null, IReadOnlyList<string>? Type = null,
    IReadOnlyList<string>? Cell = null, IReadOnlyList<string>? Pharmacy = null, IReadOnlyList<string>? Group = null)
{
    private const int MostValues = 100;
    private const int MostCharacters = 100;

    public static FilterBody Of(FeedFilter filter) => new(
        Some(filter.Skus, sku => sku.Value), Some(filter.Inns, inn => inn), Some(filter.Atcs, atc => atc), Some(filter.Types, NameOf),
        Some(filter.Cells, cell => cell.ToString()), Some(filter.Pharmacies, pharmacy => pharmacy.Value), filter.Groups.IsDefault ? null : Some(filter.Groups, group => group));

    /// <summary>A type's name outside.</summary>
    public static string NameOf(MatchEventKind type) => JsonNamingPolicy.SnakeCaseLower.ConvertName(type.ToString());

    /// <summary>Of a query string; a list is given by commas or by repeating the name.</summary>
    public static FilterBody Of(IQueryCollection query)
    {
        return new(List("sku"), List("inn"), List("atc"), List("type"), List("cell"), List("pharmacy"), List("group"));

        IReadOnlyList<string>? List(string name) => query[name] is { Count: > 0 } values ? [.. values.SelectMany(value => (value ?? "").Split(','))] : null;
    }

    /// <summary>The filter; what is wrong with it goes to the errors.</summary>
    public FeedFilter Read(InputErrors errors) => new(
        Values(Sku, "sku", text => SkuInput.Read(text, "sku", errors) ?? default, errors),
        Values(Inn, "inn", text => text, errors),
        Values(Atc, "atc", text => text, errors),
        Values(Type, "type", text => TypeOf(text, errors), errors),
        Values(Cell, "cell", text => CellOf(text, "cell", errors), errors),
        Values(Pharmacy, "pharmacy", text => new PharmacyId(text), errors),
        Values(Group, "group", text => text, errors));

    public static CellId CellOf(string text, string field, InputErrors errors)
    {
        if (!CellId.TryParse(text, out var cell))
            errors.Add(RefusalCodes.InvalidField, "A cell is a face 0 to 5 and up to ten digits 0 to 3, such as 3-0212.", field);
        return cell;
    }

    private static MatchEventKind TypeOf(string text, InputErrors errors)
    {
        foreach (var type in Enum.GetValues<MatchEventKind>())
        {
            if (NameOf(type) == text)
                return type;
        }

        errors.Add(RefusalCodes.InvalidField, $"type is one of {string.Join(", ", Enum.GetValues<MatchEventKind>().Select(NameOf))}.", "type");
        return default;
    }

    private static ImmutableArray<T> Values<T>(IReadOnlyList<string>? texts, string field, Func<string, T> read, InputErrors errors)
    {
        if (texts is null)
            return [];
        if (texts.Count <= MostValues && texts.All(text => text.Length is > 0 and <= MostCharacters))
            return [.. texts.Select(read)];
        errors.Add(RefusalCodes.InvalidField, $"{field} has 1 to {MostValues} values of up to {MostCharacters} characters.", field);
        return [];
    }

    private static IReadOnlyList<string>? Some<T>(ImmutableArray<T> values, Func<T, string> text) => values.IsEmpty ? null : [.. values.Select(text)];
}
