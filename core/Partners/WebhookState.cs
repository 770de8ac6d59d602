using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MatchGrid.Journals;

namespace MatchGrid.Partners;

/// <summary>A subscription, folded from events.</summary>
public sealed class WebhookState : JournalledState<WebhookEvent>
{
    /// <summary>Attempts and dead letters kept.</summary>
    public const int AttemptsKept = 100;
    public const int DeadKept = 256;

    public string? Partner { get; set; }

    /// <summary>Null until it was made, and when it was deleted.</summary>
    public WebhookTerms? Terms { get; set; }

    public DateTimeOffset MadeAt { get; set; }

    public string? PausedBecause { get; set; }

    public string Secret { get; set; } = "";

    public string? OldSecret { get; set; }

    public DateTimeOffset OldUntil { get; set; }

    public string Cursor { get; set; } = "";

    public List<WebhookAttempt> Attempts { get; init; } = [];

    public ImmutableArray<WebhookFailure> Failing { get; set; } = [];

    public List<DeadLetter> Dead { get; init; } = [];

    public Redelivery? Redelivery { get; set; }

    public long Delivered { get; set; }

    /// <summary>Grows with everything but reports.</summary>
    public int Version { get; set; }

    [JsonIgnore]
    public override bool IsOver => Terms is null;

    public override void Apply(WebhookEvent change)
    {
        if (change is not WebhookReported)
            Version++;
        switch (change)
        {
            case WebhookMade made:
                (Partner, Terms, Secret, Cursor, MadeAt) = (made.Partner, made.Terms, made.Secret, made.Cursor, made.At);
                break;
            case WebhookChanged changed:
                Terms = changed.Terms;
                break;
            case SecretRotated rotated:
                (OldSecret, OldUntil, Secret) = (Secret, rotated.OldUntil, rotated.Secret);
                break;
            case WebhookPaused paused:
                PausedBecause = paused.Because;
                break;
            case WebhookReported reported:
                Report(reported.Report);
                break;
            case RedeliveryAsked asked:
                Redelivery = new(asked.From, asked.To, null, 0);
                break;
            case WebhookDeleted:
                (Terms, Secret, OldSecret, Redelivery, Failing) = (null, "", null, null, []);
                Attempts.Clear();
                Dead.Clear();
                break;
            default:
                throw new InvalidOperationException($"no such event: {change.GetType().Name}");
        }
    }

    public WebhookView ViewAt(string id, DateTimeOffset now) => new(
        id, Partner!, Terms!, MadeAt, PausedBecause, OldSecret is { } old && OldUntil > now ? [Secret, old] : [Secret], Cursor,
        [.. Attempts], Failing, [.. Dead], Redelivery, Delivered, Version);

    private void Report(WebhookReport report)
    {
        (Cursor, Failing, Redelivery, Delivered) = (report.Cursor, report.Failing, report.Redelivery, Delivered + report.Delivered);
        Keep(Attempts, report.Attempts, AttemptsKept);
        Dead.RemoveAll(letter => report.Revived.Contains(letter.EventId));
        Keep(Dead, report.Dead, DeadKept);
    }

    private static void Keep<T>(List<T> kept, ImmutableArray<T> more, int most)
    {
        kept.AddRange(more);
        kept.RemoveRange(0, Math.Max(0, kept.Count - most));
    }
}
