using System.Collections.Immutable;
using Orleans;

namespace MatchGrid.Patients;

/// <summary>Where a patient is told besides: by text message or e-mail.</summary>
/// <param name="Address">A telephone number (E.164) or a mailbox.</param>
/// <param name="Language">BCP 47; chooses the template.</param>
[GenerateSerializer, Immutable, Alias("mg.Contact")]
public sealed record Contact([property: Id(0)] ContactChannel Channel, [property: Id(1)] string Address, [property: Id(2)] string? Language);

/// <summary>Ways to tell a patient; their names are part of the public interface.</summary>
public enum ContactChannel
{
    Sms = 0,
    Email = 1,
}

/// <summary>What became of one message.</summary>
/// <param name="Number">Of the inbox entry that it is about.</param>
/// <param name="At">Of the last attempt.</param>
/// <param name="Attempts">So far.</param>
/// <param name="Status">What the gateway answered last (HTTP); 0 when it did not.</param>
[GenerateSerializer, Immutable, Alias("mg.MessageDelivery")]
public sealed record MessageDelivery(
    [property: Id(0)] long Number, [property: Id(1)] NoticeKind Kind, [property: Id(2)] DateTimeOffset At, [property: Id(3)] int Attempts,
    [property: Id(4)] int Status, [property: Id(5)] DeliveryState State);

/// <summary>How far a message is; the names are part of the public interface.</summary>
public enum DeliveryState
{
    /// <summary>Tried again.</summary>
    Waiting = 0,

    /// <summary>The gateway took it.</summary>
    Sent = 1,

    /// <summary>The gateway refused it, or it was too late.</summary>
    Failed = 2,
}

/// <summary>What is kept of telling a patient by a gateway.</summary>
/// <param name="Contact">Null while it is not confirmed, or was taken away.</param>
/// <param name="Asked">To be confirmed with a code.</param>
/// <param name="Upto">Number of the last inbox entry that is settled.</param>
/// <param name="NextAt">When the entry after it is to be sent; null when there is none.</param>
public sealed record Messaging(
    Contact? Contact = null, ContactAsked? Asked = null, long Upto = 0, DateTimeOffset? NextAt = null, ImmutableArray<MessageDelivery> Deliveries = default);

/// <param name="Tries">Codes that were wrong.</param>
public sealed record ContactAsked(Contact Contact, string CodeHash, DateTimeOffset Until, int Tries = 0);

/// <summary>The patient's contact and what was sent there.</summary>
/// <param name="Deliveries">The last 32, oldest first.</param>
[GenerateSerializer, Immutable, Alias("mg.ContactView")]
public sealed record ContactView([property: Id(0)] Contact? Contact, [property: Id(1)] Contact? ToConfirm, [property: Id(2)] ImmutableArray<MessageDelivery> Deliveries);
