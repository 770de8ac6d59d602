namespace MatchGrid.Cells;

/// <summary>
/// Where a receiver stands in one sender's messages, which are numbered from 1 in each epoch of the sender and may be lost, repeated
/// or overtake each other.
/// </summary>
public sealed class MessageSequence
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private DateTimeOffset? askedAt;

    /// <summary>The sender's epoch; 0 before its first message.</summary>
    public long Epoch { get; private set; }

    public long Number { get; private set; }

    /// <summary>Whether a whole has come in this epoch.</summary>
    public bool HasWhole { get; private set; }

    /// <summary>Whether a whole is being waited for.</summary>
    public bool IsAsked => askedAt is not null;

    /// <summary>Takes a message, and says what to do with it.</summary>
    public Arrival Take(long epoch, long number, bool whole)
    {
        if (epoch == Epoch && number <= Number)
            return Arrival.Old;

        // Mostly a straggler of an activation that is gone. But clocks differ between machines: whoever answers a question is taken
        // for the sender of now, whatever its epoch.
        if (epoch < Epoch && !(whole && IsAsked))
            return Arrival.OfEarlierEpoch;

        var follows = epoch == Epoch && number == Number + 1 && HasWhole;
        if (epoch != Epoch)
            HasWhole = false;
        (Epoch, Number) = (epoch, number);
        if (!whole)
            return follows ? Arrival.Change : Arrival.Gap;
        HasWhole = true;
        askedAt = null;
        return Arrival.Whole;
    }

    /// <summary>Notes that a whole is wanted. False when one was asked for less than a second ago.</summary>
    public bool Ask(DateTimeOffset now)
    {
        if (now - askedAt < AskAgain)
            return false;
        askedAt = now;
        return true;
    }
}

/// <summary>What a message is to its receiver.</summary>
public enum Arrival
{
    /// <summary>Repeated or overtaken: nothing to do.</summary>
    Old = 0,

    /// <summary>Not to be applied, but the whole is to be asked for.</summary>
    OfEarlierEpoch = 1,

    /// <summary>Follows what came before.</summary>
    Change = 2,

    /// <summary>News to apply, but something before it is missing: the whole is to be asked for.</summary>
    Gap = 3,

    /// <summary>Replaces everything.</summary>
    Whole = 4,
}
