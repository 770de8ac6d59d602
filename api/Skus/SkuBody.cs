using MatchGrid.Api.Input;
using MatchGrid.Catalogue;
using MatchGrid.Identifiers;
using MatchGrid.Skus;

namespace MatchGrid.Api.Skus;

/// <summary>Catalogue facts as an administrator sends them.</summary>
/// <param name="Sku"><c>scheme:code</c>; in a PUT the address names it.</param>
/// <param name="Name">Required; at most 300 characters.</param>
/// <param name="Inn">International non-proprietary name(s), joined with "; ".</param>
/// <param name="Atc">ATC code, up to 7 characters.</param>
/// <param name="Group">Substitution group; left out for none.</param>
/// <param name="PriceMinor">List price of a pack in the currency's minor unit, 0 to 1,000,000,000; with <paramref name="Currency"/>.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="PrescriptionOnly">Rx rather than OTC.</param>
/// <param name="Concealed">Theft-prone: matched, but not shown in stock search.</param>
public sealed record SkuBody(
    string? Sku,
    string? Name,
    string? Inn = null,
    string? Atc = null,
    string? Form = null,
    string? Strength = null,
    string? Maker = null,
    string? Group = null,
    int? PriceMinor = null,
    string? Currency = null,
    string? DosageText = null,
    bool? PrescriptionOnly = null,
    bool? Concealed = null)
{
    private const int MostPrice = 1_000_000_000;

    /// <summary>The facts; null when something is wrong with them.</summary>
    public SkuFacts? Read(InputErrors errors)
    {
        var before = errors.All.Count;
        var sku = SkuInput.Read(Sku, "sku", errors);
        var name = errors.Text(Name, "name", 300);
        errors.Has(name, "name");
        var atc = errors.Text(Atc, "atc", 7)?.ToUpperInvariant();
        var price = PriceMinor is null ? (int?)null : errors.Within(PriceMinor, "priceMinor", 0, MostPrice, 0);
        var facts = new SkuFacts(
            sku ?? default,
            name ?? "",
            errors.Text(Inn, "inn", 500),
            atc,
            errors.Text(Form, "form", 200),
            errors.Text(Strength, "strength", 200),
            errors.Text(Maker, "maker", 200),
            errors.Text(Group, "group", 100),
            price,
            CurrencyInput.Read(Currency, price, errors),
            errors.Text(DosageText, "dosageText", 2000),
            PrescriptionOnly ?? false,
            Concealed ?? false);
        if (errors.All.Count == before && SkuFactsRules.Check(facts) is { } refusal)
            errors.Add(refusal.Code, refusal.Message, refusal.Field);
        return errors.All.Count == before ? facts : null;
    }
}

/// <summary>SKUs as somebody writes them.</summary>
public static class SkuInput
{
    /// <summary>The SKU in its one spelling; null, with an error, for none.</summary>
    public static Sku? Read(string? text, string field, InputErrors errors)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            errors.Has<string>(null, field);
            return null;
        }

        if (SkuSyntax.TryNormalise(text, out var canonical, out var error))
            return new Sku(canonical);
        errors.Add(RefusalCodes.InvalidSku, $"Not a SKU: {error}.", field);
        return null;
    }
}

/// <summary>Currencies as somebody writes them.</summary>
public static class CurrencyInput
{
    /// <summary>Three letters, upper case; a price needs one.</summary>
    public static string? Read(string? text, int? price, InputErrors errors)
    {
        var currency = errors.Text(text, "currency", 3)?.ToUpperInvariant();
        if (currency is null && price is not null)
            errors.Has(currency, "currency");
        else if (currency is not null && (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper)))
            errors.Add(RefusalCodes.InvalidField, "currency is three letters (ISO 4217).", "currency");
        return currency;
    }
}
