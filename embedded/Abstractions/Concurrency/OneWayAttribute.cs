namespace Orleans.Concurrency;

/// <summary>The caller's task ends at once; nobody hears of the outcome, an exception is logged.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute;
