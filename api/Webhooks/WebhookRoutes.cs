using MatchGrid.Api.Access;
using MatchGrid.Api.Feed;
using MatchGrid.Api.Input;
using MatchGrid.Api.Problems;
using MatchGrid.Identifiers;
using MatchGrid.Keys;
using MatchGrid.Partners;
using Orleans;

namespace MatchGrid.Api.Webhooks;

/// <summary>A partner's webhooks: make, change, test, pause, look at what was delivered, send again.</summary>
public static class WebhookRoutes
{
    private const int MostUrlCharacters = 2_000;

    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        var all = routes.MapGroup("/partners/{partner}/webhooks").WithTags("webhooks").RequireAuthorization(Policies.ThatPartner).ForKeys(KeyScopes.Webhooks);
        all.MapGet("", ListAsync).WithSummary("A partner's webhooks").Produces<WebhooksAnswer>();
        all.MapPost("", MakeAsync).WithSummary("A new webhook; its secret is shown here and at rotation only").Produces<NewWebhookAnswer>(StatusCodes.Status201Created);
        var one = all.MapGroup("/{webhook}");
        one.MapGet("", async (string partner, string webhook, IGrainFactory grains) => await FindAsync(partner, webhook, grains) is { } view ? Results.Ok(WebhookAnswer.Of(view)) : Unknown())
            .WithSummary("A webhook with its last attempts, what waits, and dead letters").Produces<WebhookAnswer>();
        one.MapPut("", ChangeAsync).WithSummary("Changes address, filter or mode").Produces<WebhookAnswer>();
        one.MapDelete("", (string partner, string webhook, IGrainFactory grains, WebhookDispatcher dispatcher) => DeleteAsync(partner, webhook, grains, dispatcher))
            .WithSummary("Ends a webhook").Produces(StatusCodes.Status204NoContent);
        one.MapPost("/pause", (string partner, string webhook, IGrainFactory grains, WebhookDispatcher dispatcher) =>
                DoAsync(webhook, grains, dispatcher, grain => grain.PauseAsync(partner, WebhookDecider.ByOwner)))
            .WithSummary("Sends nothing until it is resumed; nothing is lost while the feed keeps it").Produces(StatusCodes.Status204NoContent);
        one.MapPost("/resume", (string partner, string webhook, IGrainFactory grains, WebhookDispatcher dispatcher) =>
                DoAsync(webhook, grains, dispatcher, grain => grain.PauseAsync(partner, because: null)))
            .WithSummary("Goes on where it was paused").Produces(StatusCodes.Status204NoContent);
        one.MapPost("/ping", PingAsync).WithSummary("Sends a test event now and says what came of it").Produces<WebhookAttempt>();
        one.MapPost("/rotate-secret", RotateAsync).WithSummary("A new secret; both sign while they overlap").Produces<SecretAnswer>();
        one.MapPost("/redeliver", RedeliverAsync).WithSummary("Sends the events of a time once more, dead letters included").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> ListAsync(string partner, IGrainFactory grains)
    {
        var ids = (await grains.GetGrain<IWebhookListGrain>("all").GetAsync()).Where(webhook => webhook.Partner == partner);
        var views = await Task.WhenAll(ids.Select(webhook => grains.GetGrain<IPartnerGrain>(webhook.Id).GetAsync()));
        return Results.Ok(new WebhooksAnswer([.. views.OfType<WebhookView>().Select(WebhookAnswer.Of)]));
    }

    private static async Task<IResult> MakeAsync(
        string partner, WebhookInput body, IGrainFactory grains, AddressRules rules, FeedReader reader, IIdSource ids, WebhookDispatcher dispatcher)
    {
        var errors = new InputErrors();
        var terms = Read(body, rules, errors);
        var secret = body.Secret ?? WebhookSignature.NewSecret();
        if (!WebhookSignature.IsSecret(secret))
            errors.Add(RefusalCodes.InvalidField, "secret is whsec_ and 24 to 64 bytes in base64.", "secret");
        if (errors.Any)
            return errors.Refusal();
        var (cursor, problem) = await reader.FindAsync(body.After ?? "latest");
        if (cursor is null)
            return new Refused(problem!);

        var id = $"wh_{ids.Next()}";
        var list = grains.GetGrain<IWebhookListGrain>("all");
        if (await list.AddAsync(id, partner) is { Refusal: { } refusal })
            return Refused.Of(refusal);
        await grains.GetGrain<IPartnerGrain>(id).MakeAsync(partner, terms!, secret, cursor.ToString());
        await dispatcher.TakeAsync(id);
        return Results.Created($"/v1/partners/{partner}/webhooks/{id}", new NewWebhookAnswer(id, secret));
    }

    private static async Task<IResult> ChangeAsync(
        string partner, string webhook, WebhookInput body, IGrainFactory grains, AddressRules rules, WebhookDispatcher dispatcher)
    {
        var errors = new InputErrors();
        var terms = Read(body, rules, errors);
        if (errors.Any)
            return errors.Refusal();
        var grain = grains.GetGrain<IPartnerGrain>(webhook);
        if (await grain.ChangeAsync(partner, terms!) is { Refusal: { } refusal })
            return Refused.Of(refusal);
        await dispatcher.TakeAsync(webhook);
        return Results.Ok(WebhookAnswer.Of((await grain.GetAsync())!));
    }

    private static async Task<IResult> DeleteAsync(string partner, string webhook, IGrainFactory grains, WebhookDispatcher dispatcher)
    {
        var outcome = await DoAsync(webhook, grains, dispatcher, grain => grain.DeleteAsync(partner));
        if (outcome is not Refused)
            await grains.GetGrain<IWebhookListGrain>("all").RemoveAsync(webhook);
        return outcome;
    }

    private static async Task<IResult> PingAsync(string partner, string webhook, IGrainFactory grains, WebhookSender sender, IIdSource ids, TimeProvider time, HttpContext context)
    {
        if (await FindAsync(partner, webhook, grains) is not { } view)
            return Unknown();
        var body = new WebhookBody($"ping_{ids.Next()}", WebhookBody.Ping, time.GetUtcNow(), webhook, Partition: null, "{}");
        return Results.Ok((await sender.SendAsync(view, body, 1, context.RequestAborted)).Attempt);
    }

    private static async Task<IResult> RotateAsync(string partner, string webhook, RotateSecretBody body, IGrainFactory grains, WebhookDispatcher dispatcher)
    {
        var errors = new InputErrors();
        var overlap = errors.Within(body.OverlapSeconds, "overlapSeconds", 0, (int)WebhookDecider.LongestOverlap.TotalSeconds, 86_400);
        if (errors.Any)
            return errors.Refusal();
        var secret = WebhookSignature.NewSecret();
        var outcome = await DoAsync(webhook, grains, dispatcher, grain => grain.RotateAsync(partner, secret, TimeSpan.FromSeconds(overlap)));
        return outcome is Refused ? outcome : Results.Ok(new SecretAnswer(secret));
    }

    private static Task<IResult> RedeliverAsync(string partner, string webhook, RedeliverBody body, IGrainFactory grains, WebhookDispatcher dispatcher)
    {
        var errors = new InputErrors();
        if ((errors.Has(body.From, "from") & errors.Has(body.To, "to")) && body.To < body.From)
            errors.Add(RefusalCodes.InvalidInstant, "to is not before from.", "to");
        return errors.Any
            ? Task.FromResult<IResult>(errors.Refusal())
            : DoAsync(webhook, grains, dispatcher, grain => grain.RedeliverAsync(partner, body.From!.Value, body.To!.Value));
    }

    private static async Task<IResult> DoAsync(string webhook, IGrainFactory grains, WebhookDispatcher dispatcher, Func<IPartnerGrain, Task<Outcome>> step)
    {
        var outcome = await step(grains.GetGrain<IPartnerGrain>(webhook));
        if (outcome.IsDone)
            await dispatcher.TakeAsync(webhook);
        return outcome.Answer();
    }

    private static async Task<WebhookView?> FindAsync(string partner, string webhook, IGrainFactory grains) =>
        await grains.GetGrain<IPartnerGrain>(webhook).GetAsync() is { } view && view.Partner == partner ? view : null;

    private static WebhookTerms? Read(WebhookInput body, AddressRules rules, InputErrors errors)
    {
        var url = errors.Text(body.Url, "url", MostUrlCharacters);
        if (!errors.Any && errors.Has(url, "url") && rules.Complaint(url) is { } complaint)
            errors.Add(RefusalCodes.InvalidField, complaint, "url");
        var filter = (body.Filter ?? new()).Read(errors);
        var name = errors.Text(body.Name, "name", 100);
        if (body.Mode is not (null or "structured" or "binary"))
            errors.Add(RefusalCodes.InvalidField, "mode is structured or binary.", "mode");
        return errors.Any ? null : new(url!, filter, body.Mode == "binary", name);
    }

    private static Refused Unknown() => Refused.Of(RefusalCodes.UnknownWebhook, "There is no such webhook.");
}

/// <param name="Url">https, and no private address unless the operator allows it.</param>
/// <param name="Mode">How CloudEvents are written: <c>structured</c> (default) or <c>binary</c>.</param>
/// <param name="Secret">The partner's own, <c>whsec_…</c>; otherwise a new one. Only when it is made.</param>
/// <param name="After">A cursor of the feed to begin after; otherwise it begins with what comes from now on. Only when it is made.</param>
public sealed record WebhookInput(string? Url, FilterBody? Filter, string? Mode, string? Name, string? Secret, string? After);

/// <param name="OverlapSeconds">So long both secrets sign: 0 to 7 days, otherwise one day.</param>
public sealed record RotateSecretBody(int? OverlapSeconds);

/// <summary>A time, both ends included.</summary>
public sealed record RedeliverBody(DateTimeOffset? From, DateTimeOffset? To);

/// <param name="Secret">For checking signatures.</param>
public sealed record NewWebhookAnswer(string Id, string Secret);

/// <param name="Secret">For checking signatures.</param>
public sealed record SecretAnswer(string Secret);

/// <summary>A partner's webhooks.</summary>
public sealed record WebhooksAnswer(IReadOnlyList<WebhookAnswer> Webhooks);

/// <param name="PausedBecause">Left out when it runs; <c>owner</c>, or <c>gone</c> when the receiver answered 410.</param>
/// <param name="Delivered">Events so far.</param>
/// <param name="Waiting">Partitions that wait for a next attempt.</param>
/// <param name="Attempts">The last 100.</param>
/// <param name="DeadLetters">The last 256 events that were given up.</param>
public sealed record WebhookAnswer(
    string Id, string? Name, string Url, string Mode, FilterBody Filter, DateTimeOffset MadeAt, string? PausedBecause, long Delivered,
    IReadOnlyList<WebhookFailure> Waiting, IReadOnlyList<WebhookAttempt> Attempts, IReadOnlyList<DeadLetterAnswer> DeadLetters, Redelivery? Redelivery)
{
    public static WebhookAnswer Of(WebhookView view) => new(
        view.Id, view.Terms.Name, view.Terms.Url, view.Terms.Binary ? "binary" : "structured", FilterBody.Of(view.Terms.Filter), view.MadeAt, view.PausedBecause,
        view.Delivered, view.Failing, view.Attempts, [.. view.Dead.Select(letter => new DeadLetterAnswer(letter.EventId, letter.EventAt, letter.GivenUpAt, letter.Status))],
        view.Redelivery);
}

/// <param name="Status">Of the last attempt; 0 when there was no answer.</param>
public sealed record DeadLetterAnswer(string EventId, DateTimeOffset EventAt, DateTimeOffset GivenUpAt, int Status);
