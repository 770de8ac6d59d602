using MatchGrid.Catalogue;

namespace MatchGrid.Skus;

/// <summary>What catalogue facts must be like.</summary>
public static class SkuFactsRules
{
    private const int MostCharacters = 500;
    private const int MostDosageCharacters = 4_000;
    private const int MostAtcCharacters = 7;

    /// <summary>Null when the facts are in order.</summary>
    public static Refusal? Check(SkuFacts facts)
    {
        if (!SkuSyntax.TryNormalise(facts.Sku.Value, out var spelling, out var error))
            return new(RefusalCodes.InvalidSku, $"{error}.", "sku");
        if (spelling != facts.Sku.Value)
            return new(RefusalCodes.InvalidSku, $"This SKU is written {spelling}.", "sku");
        if (string.IsNullOrWhiteSpace(facts.Name))
            return new(RefusalCodes.MissingField, "A name is needed.", "name");
        if (facts.Atc?.Length > MostAtcCharacters)
            return new(RefusalCodes.InvalidField, $"An ATC code has at most {MostAtcCharacters} characters.", "atc");
        if (facts.PriceMinor < 0)
            return new(RefusalCodes.InvalidField, "A price is not negative.", "priceMinor");
        if (facts.PriceMinor is not null && !(facts.Currency is { Length: 3 } currency && currency.All(char.IsAsciiLetterUpper)))
            return new(RefusalCodes.InvalidField, "A price needs its currency: three capital letters of ISO 4217.", "currency");
        return TooLong(facts.Name, "name") ?? TooLong(facts.Inn, "inn") ?? TooLong(facts.Form, "form") ?? TooLong(facts.Strength, "strength")
            ?? TooLong(facts.Maker, "maker") ?? TooLong(facts.Group, "group") ?? TooLong(facts.DosageText, "dosageText", MostDosageCharacters);
    }

    private static Refusal? TooLong(string? text, string field, int most = MostCharacters) =>
        text?.Length > most ? new(RefusalCodes.InvalidField, $"At most {most} characters.", field) : null;
}
