using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using MatchGrid.Api.Access;
using MatchGrid.Api.Input;
using MatchGrid.Api.Patients;
using MatchGrid.Api.Problems;
using MatchGrid.Identifiers;
using MatchGrid.Patients;
using Orleans;

namespace MatchGrid.Api.Messages;

/// <summary>Where a patient is told besides, by text message or e-mail; only after a code that went there came back.</summary>
public static partial class ContactRoutes
{
    private const int MostAddressCharacters = 254;
    private const int CodeDigits = 6;

    public static void AddMessages(this IServiceCollection services, MessageOptions options)
    {
        services.AddSingleton(options.Check());
        services.AddSingleton<MessageGateway>().AddHostedService(provider => provider.GetRequiredService<MessageGateway>());
        services.AddSingleton<IPatientMessages>(provider => provider.GetRequiredService<MessageGateway>());
    }

    public static void MapContact(this IEndpointRouteBuilder routes)
    {
        var contact = routes.MapGroup("/me/contact").RequireAuthorization(Policies.Patient).WithTags("patients");
        contact.MapGet("", async (HttpContext context, IGrainFactory grains, MessageOptions options) =>
                Results.Ok(ContactAnswer.Of(options, await Own(context, grains).GetContactAsync())))
            .WithSummary("Where the patient is told by text message or e-mail, and what became of the last 32 messages").Produces<ContactAnswer>();
        contact.MapPut("", SetAsync).NotesAccess("contact changed").WithSummary("Sends a code there; the contact counts once the code is confirmed").Produces(StatusCodes.Status202Accepted);
        contact.MapPost("/confirm", ConfirmAsync).NotesAccess("contact changed").WithSummary("Brings the code").Produces(StatusCodes.Status204NoContent);
        contact.MapDelete("", async (HttpContext context, IGrainFactory grains) =>
            {
                await Own(context, grains).RemoveContactAsync();
                return Results.NoContent();
            })
            .NotesAccess("contact changed").WithSummary("Tells there no more").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> SetAsync(ContactBody body, HttpContext context, IGrainFactory grains, MessageGateway gateway, MessageOptions options, IIdSource ids, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        var (address, language) = (errors.Text(body.Address, "address", MostAddressCharacters), errors.Text(body.Language, "language", 35));
        if (errors.Has(body.Channel, "channel") && !options.Offered.Contains(body.Channel.Value))
            errors.Add(ApiCodes.NoGateway, "This server sends no such messages.", "channel");
        if (errors.Has(address, "address") && !(body.Channel == ContactChannel.Sms ? Telephone() : Mailbox()).IsMatch(address))
            errors.Add(RefusalCodes.InvalidField, "address is a telephone number such as +4930123456, or a mailbox.", "address");
        if (errors.Any)
            return errors.Refusal();
        var code = RandomNumberGenerator.GetInt32((int)Math.Pow(10, CodeDigits)).ToString($"D{CodeDigits}", CultureInfo.InvariantCulture);
        var contact = new Contact(body.Channel!.Value, address!, language);
        if (await Own(context, grains).AskContactAsync(contact, KeyText.HashOf(code)) is { Refusal: { } refusal })
            return Refused.Of(refusal);
        return await gateway.SendCodeAsync(contact, ids.Next(), code, cancellation)
            ? Results.Accepted()
            : Refused.Of(ApiCodes.GatewayRefused, "The code could not be sent there.", "address");
    }

    private static async Task<IResult> ConfirmAsync(ContactCodeBody body, HttpContext context, IGrainFactory grains)
    {
        var errors = new InputErrors();
        var code = errors.Text(body.Code, "code", 20);
        if (!errors.Any)
            errors.Has(code, "code");
        return errors.Any ? errors.Refusal() : (await Own(context, grains).ConfirmContactAsync(KeyText.HashOf(code!))).Answer();
    }

    private static IPatientGrain Own(HttpContext context, IGrainFactory grains) => grains.GetGrain<IPatientGrain>(context.Caller().Patient.Value);

    [GeneratedRegex(@"^\+[1-9][0-9]{6,14}$", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Telephone();

    [GeneratedRegex(@"^[^@\s]+@[^@\s]+\.[^@\s]+$", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Mailbox();
}

/// <param name="Address">A telephone number (E.164) or a mailbox; required.</param>
/// <param name="Language">BCP 47; chooses the text.</param>
public sealed record ContactBody(ContactChannel? Channel, string? Address, string? Language = null);

public sealed record ContactCodeBody(string? Code);

/// <param name="Channels">What this server can send.</param>
/// <param name="ToConfirm">A code went there.</param>
/// <param name="Deliveries">Oldest first.</param>
public sealed record ContactAnswer(IReadOnlyList<ContactChannel> Channels, Contact? Contact, Contact? ToConfirm, IReadOnlyList<MessageDelivery> Deliveries)
{
    public static ContactAnswer Of(MessageOptions options, ContactView view) => new(options.Offered, view.Contact, view.ToConfirm, [.. view.Deliveries]);
}
