namespace Orleans.Concurrency;

/// <summary>Says that a method changes nothing. The embedded engine runs it like any other.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute;
