namespace Orleans.Runtime;

/// <summary>The activation whose turn runs on this thread; null outside of grains.</summary>
internal static class RuntimeContext
{
    [ThreadStatic]
    private static IActivationContext? t_current;

    public static IActivationContext? Current
    {
        get => t_current;
        set => t_current = value;
    }
}
