using System.Text.Json.Serialization;

namespace MatchGrid.Journals;

/// <summary>
/// State that is a fold over events. <see cref="Apply(TEvent)"/> is the only thing that changes it and depends on nothing but state and event.
/// </summary>
/// <remarks>Used linearly: whoever applies an event owns the state and nobody keeps the one before, so it may be changed in place.</remarks>
public abstract class JournalledState<TEvent>
{
    public Outbox Outbox { get; init; } = new();

    public Inbound Inbound { get; init; } = new();

    /// <summary>When this grain must act by itself, apart from its outbox; null for never.</summary>
    [JsonIgnore]
    public virtual DateTimeOffset? Deadline => null;

    /// <summary>Whether nothing more is expected to happen here, apart from the outbox: then what stands behind is folded together.</summary>
    [JsonIgnore]
    public virtual bool IsOver => false;

    public abstract void Apply(TEvent change);

    /// <summary>The last number taken from a sender.</summary>
    public virtual long LastFrom(string sender) => Inbound.LastFrom(sender);

    /// <summary>Everything one row says, in the order in which it was decided.</summary>
    public void Apply(JournalRow<TEvent> row)
    {
        foreach (var change in row.Events ?? [])
            Apply(change);
        foreach (var taken in row.Taken ?? [])
            Outbox.Taken(taken.Receiver, taken.UpTo);
        foreach (var mark in row.Received ?? [])
            Remember(mark);
        if (row.ForgottenBefore is { } instant)
            Inbound.ForgetClosedBefore(instant);
    }

    /// <summary>Keeps a sender's number.</summary>
    protected virtual void Remember(ReceivedMark mark) => Inbound.Set(mark.Sender, mark.UpTo, mark.ClosedAt);
}

/// <summary>What one append holds: the decision's events, and what the outbox machinery must remember with it.</summary>
/// <param name="Events">Applied in order.</param>
/// <param name="Taken">Own letters that their receivers took.</param>
/// <param name="Received">Others' letters that this row takes.</param>
/// <param name="ForgottenBefore">Senders that closed before this instant are forgotten.</param>
public sealed record JournalRow<TEvent>(
    TEvent[]? Events,
    TakenMark[]? Taken = null,
    ReceivedMark[]? Received = null,
    DateTimeOffset? ForgottenBefore = null);

/// <summary>A receiver took this grain's letters up to a number.</summary>
public readonly record struct TakenMark(string Receiver, long UpTo);

/// <summary>This grain took a sender's letters up to a number; with the instant when it was the sender's last.</summary>
public readonly record struct ReceivedMark(string Sender, long UpTo, DateTimeOffset? ClosedAt);

/// <summary>What a decision function returns: events to append, and the answer to give once they may be told.</summary>
public readonly record struct Decision<TEvent, TReply>(IReadOnlyList<TEvent> Events, TReply Reply)
{
    public static implicit operator Decision<TEvent, TReply>(TReply reply) => new([], reply);
}
