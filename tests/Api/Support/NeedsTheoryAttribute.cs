namespace MatchGrid.Tests.Api.Support;

/// <inheritdoc cref="NeedsFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsTheoryAttribute : TheoryAttribute
{
    public NeedsTheoryAttribute(params string[] programs)
    {
        if (NeedsFactAttribute.Missing(programs) is { } missing)
            Skip = missing;
    }
}
