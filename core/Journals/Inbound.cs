using System.Text.Json.Serialization;

namespace MatchGrid.Journals;

/// <summary>One number per sender: what this grain has taken of the letters sent to it.</summary>
public sealed class Inbound
{
    private Dictionary<string, InboundMark>? marks;

    /// <summary>By sender; for snapshots.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, InboundMark>? Marks
    {
        get => marks;
        set => marks = value;
    }

    public long LastFrom(string sender) => marks is not null && marks.TryGetValue(sender, out var mark) ? mark.Last : 0;

    public void Set(string sender, long last, DateTimeOffset? closedAt) => (marks ??= [])[sender] = new(last, closedAt);

    public void Forget(string sender) => marks?.Remove(sender);

    /// <summary>Up to <paramref name="most"/> senders that closed before an instant, in ordinal order.</summary>
    public IReadOnlyList<string> ClosedBefore(DateTimeOffset instant, int most) =>
        marks is null
            ? []
            : [.. marks.Where(pair => pair.Value.ClosedAt < instant).Select(pair => pair.Key).Order(StringComparer.Ordinal).Take(most)];

    [JsonIgnore]
    public int Count => marks?.Count ?? 0;
}

/// <summary>The last letter taken from a sender, and when the sender closed.</summary>
public readonly record struct InboundMark(long Last, DateTimeOffset? ClosedAt);
