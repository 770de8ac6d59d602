namespace Orleans.Concurrency;

/// <summary>Lets calls of an interface method start while another call awaits.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute;
