using System.Collections.Immutable;
using Orleans;

namespace MatchGrid.Partners;

/// <summary>What a partner asked for: which events go where, and how.</summary>
/// <param name="Url">Checked by whoever sends, before every connection.</param>
/// <param name="Binary">CloudEvents in binary mode; otherwise structured.</param>
[GenerateSerializer, Immutable, Alias("mg.WebhookTerms")]
public sealed record WebhookTerms([property: Id(0)] string Url, [property: Id(1)] FeedFilter Filter, [property: Id(2)] bool Binary, [property: Id(3)] string? Name);

/// <summary>One attempt to deliver one event.</summary>
/// <param name="EventId">As the partner sees it.</param>
/// <param name="Status">HTTP status; 0 when there was no answer.</param>
/// <param name="Error">Why there was none.</param>
[GenerateSerializer, Immutable, Alias("mg.WebhookAttempt")]
public sealed record WebhookAttempt(
    [property: Id(0)] string EventId, [property: Id(1)] DateTimeOffset At, [property: Id(2)] int Number, [property: Id(3)] int Status,
    [property: Id(4)] int Milliseconds, [property: Id(5)] string? Error);

/// <summary>The event that a partition waits for: those after it wait too.</summary>
/// <param name="Attempts">So far.</param>
/// <param name="NextAt">When it is tried again.</param>
[GenerateSerializer, Immutable, Alias("mg.WebhookFailure")]
public sealed record WebhookFailure(
    [property: Id(0)] int Partition, [property: Id(1)] long Number, [property: Id(2)] int Attempts, [property: Id(3)] DateTimeOffset NextAt);

/// <summary>An event that was given up after the last attempt, with its body.</summary>
[GenerateSerializer, Immutable, Alias("mg.DeadLetter")]
public sealed record DeadLetter(
    [property: Id(0)] string EventId, [property: Id(1)] DateTimeOffset EventAt, [property: Id(2)] DateTimeOffset GivenUpAt, [property: Id(3)] int Status,
    [property: Id(4)] string Body);

/// <summary>Events of a time that are sent once more, beside what is new.</summary>
/// <param name="Cursor">How far it got; null before it began.</param>
[GenerateSerializer, Immutable, Alias("mg.Redelivery")]
public sealed record Redelivery([property: Id(0)] DateTimeOffset From, [property: Id(1)] DateTimeOffset To, [property: Id(2)] string? Cursor, [property: Id(3)] int Sent);

/// <summary>What whoever sends has to say: how far it is, and what came of it.</summary>
/// <param name="Cursor">Everything up to it was delivered, given up, or not wanted.</param>
/// <param name="Failing">All partitions that wait for a next attempt.</param>
/// <param name="Redelivery">How far that got; null when there is none, or it is done.</param>
/// <param name="Revived">Dead letters that were delivered after all.</param>
[GenerateSerializer, Immutable, Alias("mg.WebhookReport")]
public sealed record WebhookReport(
    [property: Id(0)] string Cursor,
    [property: Id(1)] ImmutableArray<WebhookAttempt> Attempts,
    [property: Id(2)] ImmutableArray<WebhookFailure> Failing,
    [property: Id(3)] ImmutableArray<DeadLetter> Dead,
    [property: Id(4)] Redelivery? Redelivery,
    [property: Id(5)] long Delivered,
    [property: Id(6)] ImmutableArray<string> Revived);

/// <summary>A subscription, for its owner and for whoever sends.</summary>
/// <param name="Secrets">The newest first; two while an old one still counts.</param>
/// <param name="PausedBecause">Null when it runs: <c>owner</c> or <c>gone</c> (the receiver answered 410).</param>
/// <param name="Version">Grows with everything but reports.</param>
[GenerateSerializer, Immutable, Alias("mg.WebhookView")]
public sealed record WebhookView(
    [property: Id(0)] string Id,
    [property: Id(1)] string Partner,
    [property: Id(2)] WebhookTerms Terms,
    [property: Id(3)] DateTimeOffset MadeAt,
    [property: Id(4)] string? PausedBecause,
    [property: Id(5)] ImmutableArray<string> Secrets,
    [property: Id(6)] string Cursor,
    [property: Id(7)] ImmutableArray<WebhookAttempt> Attempts,
    [property: Id(8)] ImmutableArray<WebhookFailure> Failing,
    [property: Id(9)] ImmutableArray<DeadLetter> Dead,
    [property: Id(10)] Redelivery? Redelivery,
    [property: Id(11)] long Delivered,
    [property: Id(12)] int Version);
