using System.Collections.Immutable;
using Decision = MatchGrid.Journals.Decision<MatchGrid.Patients.PatientEvent, MatchGrid.Outcome>;

namespace MatchGrid.Patients;

/// <summary>
/// What a patient is told by text message or e-mail, and when it is tried again. Pure. How far it is stands in the patient's own state: what was not
/// sent when the process ended is sent after its next start.
/// </summary>
public static class MessageDecider
{
    public const int DeliveriesKept = 32;

    private const int MostTries = 5;

    /// <summary>How long a message is tried; one about a held pack as long as that is held.</summary>
    public static readonly TimeSpan TriedFor = TimeSpan.FromHours(4);

    private static readonly TimeSpan CodeEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CodeFor = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan[] Waits =
        [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30)];

    /// <summary>Whether the outside is told of it at all: not of what the patient did.</summary>
    public static bool Tells(NoticeKind kind) =>
        kind is NoticeKind.Held or NoticeKind.SetAside or NoticeKind.Lapsed or NoticeKind.NoShow or NoticeKind.Broken or NoticeKind.Expired;

    /// <summary>The next entry to be sent; null for none.</summary>
    public static InboxEntry? Next(PatientState state) => state.Messaging is { Contact: not null, NextAt: not null } messaging
        ? state.After(messaging.Upto, int.MaxValue).FirstOrDefault(entry => Tells(entry.Notice.Kind))
        : null;

    /// <summary>A code goes to a contact; once a minute.</summary>
    public static Decision Ask(PatientState state, Contact contact, string codeHash, DateTimeOffset now) => state.Messaging?.Asked?.Until > now + CodeFor - CodeEvery
        ? (Decision)(Outcome)new Refusal(RefusalCodes.TooSoon, "A code was sent less than a minute ago.")
        : new([new ContactToConfirm(new(contact, codeHash, now + CodeFor))], Outcome.Done);

    public static Decision Confirm(PatientState state, string codeHash, DateTimeOffset now) => state.Messaging?.Asked switch
    {
        null or { Tries: >= MostTries } => (Decision)Invalid(),
        { } asked when asked.Until <= now => (Decision)Invalid(),
        { } asked when asked.CodeHash == codeHash => new Decision([new ContactConfirmed(asked.Contact)], Outcome.Done),
        _ => new Decision([new ContactMistaken()], Invalid()),
    };

    public static IReadOnlyList<PatientEvent> Remove(PatientState state) => state.Messaging is { Contact: null, Asked: null } or null ? [] : [new ContactRemoved()];

    /// <summary>What became of an attempt.</summary>
    /// <param name="again">Whether another one may help.</param>
    /// <param name="after">How long the gateway wants to be left alone.</param>
    public static IReadOnlyList<PatientEvent> Tried(PatientState state, long number, int status, bool again, TimeSpan? after, DateTimeOffset now)
    {
        if (Next(state) is not { } entry || entry.Number != number)
            return []; // settled meanwhile
        var attempts = 1 + (state.Messaging!.Deliveries.IsDefault ? 0 : state.Messaging.Deliveries.LastOrDefault(one => one.Number == number)?.Attempts ?? 0);
        var wait = Waits[Math.Min(attempts, Waits.Length) - 1];
        var nextAt = now + (after > wait ? after.Value : wait);
        var outcome = status is >= 200 and < 300 ? DeliveryState.Sent : again && nextAt < Until(entry) ? DeliveryState.Waiting : DeliveryState.Failed;
        return [new MessageTried(new(number, entry.Notice.Kind, now, attempts, status, outcome), outcome == DeliveryState.Waiting ? nextAt : now)];
    }

    public static DateTimeOffset Until(InboxEntry entry)
    {
        var latest = entry.Notice.At + TriedFor;
        return entry.Notice is { Kind: NoticeKind.Held, Match: { } match } && match.Until < latest ? match.Until : latest;
    }

    public static ContactView View(PatientState state) =>
        new(state.Messaging?.Contact, state.Messaging?.Asked?.Contact, state.Messaging is { Deliveries.IsDefault: false } messaging ? messaging.Deliveries : []);

    internal static Messaging Apply(Messaging before, PatientEvent change, PatientState state) => change switch
    {
        NoticeEntered entered => before.Contact is not null && before.NextAt is null && Tells(entered.Notice.Kind) ? before with { NextAt = entered.Notice.At } : before,
        ContactToConfirm asked => before with { Asked = asked.Asked },
        ContactMistaken => before with { Asked = before.Asked! with { Tries = before.Asked.Tries + 1 } },
        ContactConfirmed confirmed => before with { Contact = confirmed.Contact, Asked = null, Upto = state.Last, NextAt = null },
        ContactRemoved => before with { Contact = null, Asked = null, NextAt = null },
        MessageTried { Delivery.State: DeliveryState.Waiting } tried => before with { NextAt = tried.NextAt, Deliveries = Keep(before, tried.Delivery) },
        MessageTried tried => Settle(before with { Upto = tried.Delivery.Number, Deliveries = Keep(before, tried.Delivery) }, tried.NextAt, state),
        _ => throw new InvalidOperationException($"no such event: {change.GetType().Name}"),
    };

    private static Messaging Settle(Messaging messaging, DateTimeOffset nextAt, PatientState state) =>
        messaging with { NextAt = state.After(messaging.Upto, int.MaxValue).Any(entry => Tells(entry.Notice.Kind)) ? nextAt : null };

    private static ImmutableArray<MessageDelivery> Keep(Messaging messaging, MessageDelivery delivery)
    {
        ImmutableArray<MessageDelivery> all = [.. (messaging.Deliveries.IsDefault ? [] : messaging.Deliveries).Where(one => one.Number != delivery.Number), delivery];
        return all.Length > DeliveriesKept ? all[^DeliveriesKept..] : all;
    }

    private static Outcome Invalid() => new Refusal(RefusalCodes.InvalidCode, "This code is not valid, or no longer.", "code");
}
