using System.Collections.Immutable;

namespace Orleans.Runtime;

/// <summary>Values that go along with every call made from here on, and with the calls those make.</summary>
public static class RequestContext
{
    private static readonly AsyncLocal<ImmutableSortedDictionary<string, object>?> Values = new();

    private static readonly ImmutableSortedDictionary<string, object> Empty =
        ImmutableSortedDictionary.Create<string, object>(StringComparer.Ordinal);

    public static IEnumerable<string> Keys => (Values.Value ?? Empty).Keys;

    public static IEnumerable<KeyValuePair<string, object>> Entries => Values.Value ?? Empty;

    /// <summary>All values at once, null when there are none. Never changed in place, so it can be handed on.</summary>
    internal static ImmutableSortedDictionary<string, object>? Current
    {
        get => Values.Value;
        set
        {
            if (!ReferenceEquals(Values.Value, value))
                Values.Value = value;
        }
    }

    public static object? Get(string key) => Current?.GetValueOrDefault(key);

    public static void Set(string key, object value) => Current = (Current ?? Empty).SetItem(key, value);

    /// <returns>Whether there was such a value.</returns>
    public static bool Remove(string key)
    {
        if (Current is not { } values || !values.ContainsKey(key))
            return false;
        Current = values.Count == 1 ? null : values.Remove(key);
        return true;
    }

    public static void Clear() => Current = null;
}
