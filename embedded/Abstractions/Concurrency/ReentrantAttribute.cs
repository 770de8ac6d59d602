namespace Orleans.Concurrency;

/// <summary>Lets all calls of a grain class interleave at their awaits. Turns still run one at a time.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReentrantAttribute : Attribute;
