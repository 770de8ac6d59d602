using System.Diagnostics.CodeAnalysis;
using MatchGrid.Api.Problems;

namespace MatchGrid.Api.Input;

/// <summary>Gathers everything that is wrong with an input, so that a caller learns it at once.</summary>
public sealed class InputErrors
{
    private readonly List<FieldError> errors = [];

    public bool Any => errors.Count > 0;

    public IReadOnlyList<FieldError> All => errors;

    public void Add(string code, string message, string? field) => errors.Add(new(code, message, field));

    /// <summary>Says whether a required value is there.</summary>
    public bool Has<T>([NotNullWhen(true)] T? value, string field)
    {
        if (value is not null)
            return true;
        Add(RefusalCodes.MissingField, $"{field} is required.", field);
        return false;
    }

    /// <summary>The trimmed text; null when there is none, or it is longer than allowed (which is an error).</summary>
    public string? Text(string? value, string field, int most)
    {
        var text = value?.Trim();
        if (string.IsNullOrEmpty(text))
            return null;
        if (text.Length <= most && !text.Any(char.IsControl))
            return text;
        Add(RefusalCodes.InvalidField, $"{field} has at most {most} characters and no control characters.", field);
        return null;
    }

    /// <summary>A whole number in a range; <paramref name="otherwise"/> when none was given.</summary>
    public int Within(int? value, string field, int least, int most, int otherwise)
    {
        if (value is null || (value >= least && value <= most))
            return value ?? otherwise;
        Add(RefusalCodes.InvalidField, $"{field} is {least:N0} to {most:N0}.", field);
        return otherwise;
    }

    public Refused Refusal() => new(Problem.Of(errors[0].Code, errors[0].Message, errors[0].Field, errors));
}
