using MatchGrid.Api.Access;
using MatchGrid.Api.Input;
using MatchGrid.Patients;
using MatchGrid.Silo;
using Microsoft.Extensions.Options;
using Orleans;

namespace MatchGrid.Api.Push;

/// <summary>Browsers that are told while their page is closed.</summary>
public static class PushRoutes
{
    private const int MostEndpointCharacters = 1_000;

    public static void AddPush(this IServiceCollection services, PushOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(provider => new ServerKey(
            provider.GetRequiredService<IOptions<StorageOptions>>().Value.DataFolder, options, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<PushSender>().AddHostedService(provider => provider.GetRequiredService<PushSender>());
        services.AddSingleton<IPatientAlerts>(provider => provider.GetRequiredService<PushSender>());
    }

    public static void MapPush(this IEndpointRouteBuilder routes)
    {
        var devices = routes.MapGroup("/me").WithTags("patients").RequireAuthorization(Policies.Patient);
        devices.MapGet("/push-key", (ServerKey key) => Results.Ok(new PushKeyAnswer(key.Public)))
            .WithSummary("The key with which a browser subscribes to its push service (RFC 8292)").Produces<PushKeyAnswer>();
        devices.MapPut("/devices", AddAsync).WithSummary("Tells this browser while its page is closed; up to eight of a patient, the newest")
            .Produces(StatusCodes.Status204NoContent);
        devices.MapDelete("/devices", RemoveAsync).WithSummary("Tells that browser no more").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> AddAsync(DeviceBody body, HttpContext context, IGrainFactory grains, PushOptions options)
    {
        var errors = new InputErrors();
        var endpoint = errors.Text(body.Endpoint, "endpoint", MostEndpointCharacters);
        if (errors.Has(endpoint, "endpoint") && (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || !options.Allows(address)))
            errors.Add(RefusalCodes.InvalidField, "endpoint is an address of a push service that this server knows.", "endpoint");
        if (errors.Has(body.Keys?.P256dh, "keys.p256dh") && !PushEncryption.IsKey(PushEncryption.FromBase64Url(body.Keys?.P256dh)))
            errors.Add(RefusalCodes.InvalidField, "keys.p256dh is an uncompressed point of P-256 in base64url.", "keys.p256dh");
        if (errors.Has(body.Keys?.Auth, "keys.auth") && PushEncryption.FromBase64Url(body.Keys?.Auth) is not { Length: PushEncryption.SecretBytes })
            errors.Add(RefusalCodes.InvalidField, "keys.auth is 16 bytes in base64url.", "keys.auth");
        if (errors.Any)
            return errors.Refusal();
        await grains.GetGrain<IPatientGrain>(context.Caller().Patient.Value).AddDeviceAsync(new(endpoint!, body.Keys!.P256dh!, body.Keys.Auth!));
        return Results.NoContent();
    }

    private static async Task<IResult> RemoveAsync(string? endpoint, HttpContext context, IGrainFactory grains)
    {
        var errors = new InputErrors();
        if (!errors.Has(errors.Text(endpoint, "endpoint", MostEndpointCharacters), "endpoint"))
            return errors.Refusal();
        await grains.GetGrain<IPatientGrain>(context.Caller().Patient.Value).RemoveDeviceAsync(endpoint!);
        return Results.NoContent();
    }
}

/// <param name="Key">Uncompressed point of P-256 in base64url: a subscription's <c>applicationServerKey</c>.</param>
public sealed record PushKeyAnswer(string Key);

/// <summary>A browser's push subscription, as <c>PushSubscription.toJSON()</c> writes it.</summary>
/// <param name="Endpoint">Of a push service that the server knows.</param>
public sealed record DeviceBody(string? Endpoint, DeviceKeys? Keys);

/// <param name="P256dh">The browser's public key.</param>
/// <param name="Auth">Its authentication secret.</param>
public sealed record DeviceKeys(string? P256dh, string? Auth);
