using Orleans;

namespace MatchGrid;

/// <summary>An expected "no": a stable code, a sentence for people, and the field it is about.</summary>
/// <param name="Code">One of <see cref="RefusalCodes"/>; never changes its meaning.</param>
/// <param name="Message">Says what is wrong and what would be right. Holds no patient data.</param>
/// <param name="Field">The input field, in the caller's spelling, when one is to blame.</param>
[GenerateSerializer, Immutable, Alias("mg.Refusal")]
public sealed record Refusal([property: Id(0)] string Code, [property: Id(1)] string Message, [property: Id(2)] string? Field = null);

/// <summary>Done, or refused.</summary>
[GenerateSerializer, Immutable, Alias("mg.Outcome")]
public sealed record Outcome([property: Id(0)] Refusal? Refusal)
{
    public static Outcome Done { get; } = new((Refusal?)null);

    public bool IsDone => Refusal is null;

    public static implicit operator Outcome(Refusal refusal) => new(refusal);
}

/// <summary>A value, or refused.</summary>
[GenerateSerializer, Immutable, Alias("mg.Outcome`1")]
public sealed record Outcome<T>([property: Id(0)] T? Value, [property: Id(1)] Refusal? Refusal)
{
    public bool IsDone => Refusal is null;

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);
}
