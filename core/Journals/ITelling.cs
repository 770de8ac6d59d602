namespace MatchGrid.Journals;

/// <summary>
/// When may a decision be told? Two questions, answered differently by the two engines.
/// </summary>
/// <remarks>
/// <para><b>Embedded.</b> All grains share one log in append order and a crash loses only a suffix of it, so whoever heard of a lost
/// event is lost with it: other grains may hear at once, the outside when the log's tail at that moment is synced. A match with four
/// events on four grains waits for one group commit, not for four.</para>
/// <para><b>Cluster.</b> Every grain has a log of its own: other grains may hear when this grain's append is durable, and by then
/// so may the outside.</para>
/// </remarks>
public interface ITelling
{
    /// <summary>Completes when a decision that rests on <paramref name="receipt"/> may be told to another grain.</summary>
    ValueTask ToGrainsAsync(AppendReceipt receipt);

    /// <summary>
    /// Completes when everything decided in this process up to now may be told to the outside: an HTTP or hub reply, a push, a webhook.
    /// Queries and refusals are answers too and wait likewise.
    /// </summary>
    /// <exception cref="JournalFailedException">It will never be known here: say nothing.</exception>
    ValueTask ToOutsideAsync();
}
