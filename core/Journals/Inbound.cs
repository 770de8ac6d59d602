using System.Text.Json.Serialization;

namespace MatchGrid.Journals;

/// <summary>One number per sender: what this grain has taken of the letters sent to it.</summary>
public sealed class Inbound
{
    private Dictionary<string, InboundMark>? marks;

    // Senders in the order in which they closed. One that has said something since stands here again, or is open.
    private Queue<(string Sender, DateTimeOffset ClosedAt)>? closed;

    /// <summary>By sender; for snapshots.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, InboundMark>? Marks
    {
        get => marks;
        set
        {
            marks = value;
            closed = null;
            foreach (var (sender, mark) in (value ?? []).OrderBy(pair => pair.Value.ClosedAt).ThenBy(pair => pair.Key, StringComparer.Ordinal))
                Close(sender, mark.ClosedAt);
        }
    }

    [JsonIgnore]
    public int Count => marks?.Count ?? 0;

    public long LastFrom(string sender) => marks is not null && marks.TryGetValue(sender, out var mark) ? mark.Last : 0;

    public void Set(string sender, long last, DateTimeOffset? closedAt)
    {
        (marks ??= [])[sender] = new(last, closedAt);
        Close(sender, closedAt);
    }

    public void Forget(string sender)
    {
        if (marks?.Remove(sender) == true)
            SkipOutdated();
    }

    /// <summary>When the sender that closed first did so, of those that have not said anything since; null when none is closed.</summary>
    public DateTimeOffset? FirstClosedAt() => closed is not null && closed.TryPeek(out var first) ? first.ClosedAt : null;

    /// <summary>Forgets the senders that closed before an instant.</summary>
    public void ForgetClosedBefore(DateTimeOffset instant)
    {
        while (closed is not null && closed.TryPeek(out var first) && first.ClosedAt < instant)
            Forget(first.Sender);
    }

    private void Close(string sender, DateTimeOffset? closedAt)
    {
        if (closedAt is { } at)
            (closed ??= []).Enqueue((sender, at));
        SkipOutdated();
    }

    private void SkipOutdated()
    {
        while (closed is not null && closed.TryPeek(out var first) && !(marks!.TryGetValue(first.Sender, out var mark) && mark.ClosedAt == first.ClosedAt))
            closed.Dequeue();
    }
}

/// <summary>The last letter taken from a sender, and when the sender closed.</summary>
public readonly record struct InboundMark(long Last, DateTimeOffset? ClosedAt);
