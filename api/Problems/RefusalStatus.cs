using System.Collections.Frozen;

namespace MatchGrid.Api.Problems;

/// <summary>The one place where a refusal's code becomes an HTTP status.</summary>
public static class RefusalStatus
{
    private static readonly FrozenDictionary<string, int> Statuses = new Dictionary<string, int>
    {
        [ApiCodes.SignInUnavailable] = StatusCodes.Status404NotFound,
        [ApiCodes.SignInRefused] = StatusCodes.Status422UnprocessableEntity,
        [ApiCodes.IssuerUnreachable] = StatusCodes.Status502BadGateway,
        [ApiCodes.NoGateway] = StatusCodes.Status422UnprocessableEntity,
        [ApiCodes.GatewayRefused] = StatusCodes.Status502BadGateway,
        [ApiCodes.BadRequest] = StatusCodes.Status400BadRequest,
        [ApiCodes.BodyTooLarge] = StatusCodes.Status413PayloadTooLarge,
        [ApiCodes.UnsupportedMediaType] = StatusCodes.Status415UnsupportedMediaType,
        [ApiCodes.MissingToken] = StatusCodes.Status401Unauthorized,
        [ApiCodes.InvalidSignature] = StatusCodes.Status400BadRequest,
        [ApiCodes.InvalidToken] = StatusCodes.Status401Unauthorized,
        [ApiCodes.Forbidden] = StatusCodes.Status403Forbidden,
        [ApiCodes.NotFound] = StatusCodes.Status404NotFound,
        [ApiCodes.MethodNotAllowed] = StatusCodes.Status405MethodNotAllowed,
        [ApiCodes.CursorExpired] = StatusCodes.Status410Gone,
        [ApiCodes.FeedReplaced] = StatusCodes.Status410Gone,
        [ApiCodes.InvalidCursor] = StatusCodes.Status400BadRequest,
        [ApiCodes.RateLimited] = StatusCodes.Status429TooManyRequests,
        [ApiCodes.Overloaded] = StatusCodes.Status503ServiceUnavailable,
        [ApiCodes.StorageFailed] = StatusCodes.Status503ServiceUnavailable,
        [ApiCodes.Unavailable] = StatusCodes.Status503ServiceUnavailable,
        [ApiCodes.InternalError] = StatusCodes.Status500InternalServerError,

        [RefusalCodes.InvalidJson] = StatusCodes.Status400BadRequest,
        [RefusalCodes.InvalidCsv] = StatusCodes.Status400BadRequest,
        [RefusalCodes.Truncated] = StatusCodes.Status400BadRequest,

        [RefusalCodes.UnknownPharmacy] = StatusCodes.Status404NotFound,
        [RefusalCodes.UnknownHold] = StatusCodes.Status404NotFound,
        [RefusalCodes.UnknownRequest] = StatusCodes.Status404NotFound,
        [RefusalCodes.UnknownMatch] = StatusCodes.Status404NotFound,
        [RefusalCodes.UnknownPatient] = StatusCodes.Status404NotFound,
        [RefusalCodes.UnknownWebhook] = StatusCodes.Status404NotFound,
        [RefusalCodes.UnknownKey] = StatusCodes.Status404NotFound,
        [RefusalCodes.UnknownArea] = StatusCodes.Status404NotFound,
        [RefusalCodes.UnknownRegion] = StatusCodes.Status404NotFound,
        [RefusalCodes.UnknownAlarm] = StatusCodes.Status404NotFound,

        [RefusalCodes.OutsideTerritory] = StatusCodes.Status403Forbidden,

        [RefusalCodes.RegionExists] = StatusCodes.Status409Conflict,
        [RefusalCodes.RegionClosed] = StatusCodes.Status409Conflict,
        [RefusalCodes.SkuSuspended] = StatusCodes.Status409Conflict,
        [RefusalCodes.PharmacyPaused] = StatusCodes.Status409Conflict,
        [RefusalCodes.StaleCount] = StatusCodes.Status409Conflict,
        [RefusalCodes.ConflictingSource] = StatusCodes.Status409Conflict,
        [RefusalCodes.RepeatedNumber] = StatusCodes.Status409Conflict,
        [RefusalCodes.LateNumber] = StatusCodes.Status409Conflict,
        [RefusalCodes.NotAvailable] = StatusCodes.Status409Conflict,
        [RefusalCodes.LineUnsure] = StatusCodes.Status409Conflict,
        [RefusalCodes.HoldEnded] = StatusCodes.Status409Conflict,
        [RefusalCodes.HoldNotTaken] = StatusCodes.Status409Conflict,
        [RefusalCodes.TooManyExtensions] = StatusCodes.Status409Conflict,
        [RefusalCodes.RequestExists] = StatusCodes.Status409Conflict,
        [RefusalCodes.RequestEnded] = StatusCodes.Status409Conflict,
        [RefusalCodes.GroupAlreadyRequested] = StatusCodes.Status409Conflict,
        [RefusalCodes.MatchEnded] = StatusCodes.Status409Conflict,
        [RefusalCodes.AlreadyAccepted] = StatusCodes.Status409Conflict,
        [RefusalCodes.NotSeeking] = StatusCodes.Status409Conflict,
        [RefusalCodes.TooManyAnnouncements] = StatusCodes.Status409Conflict,
        [RefusalCodes.TooManyRequests] = StatusCodes.Status409Conflict,
        [RefusalCodes.TooManyGrants] = StatusCodes.Status409Conflict,
        [RefusalCodes.TooManyConsents] = StatusCodes.Status409Conflict,
        [RefusalCodes.TooManyRelatives] = StatusCodes.Status409Conflict,
        [RefusalCodes.InvalidCode] = StatusCodes.Status422UnprocessableEntity,
        [RefusalCodes.TooSoon] = StatusCodes.Status429TooManyRequests,
        [RefusalCodes.TooManyWebhooks] = StatusCodes.Status409Conflict,
        [RefusalCodes.ErasureUnavailable] = StatusCodes.Status409Conflict,
        [RefusalCodes.TooManyKeys] = StatusCodes.Status409Conflict,

        [RefusalCodes.Busy] = StatusCodes.Status503ServiceUnavailable,
    }.ToFrozenDictionary();

    /// <summary>422 for every code that blames the input.</summary>
    public static int Of(string code) => Statuses.GetValueOrDefault(code, StatusCodes.Status422UnprocessableEntity);

    /// <summary>The code for an answer that carries a status only.</summary>
    public static string CodeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => ApiCodes.MissingToken,
        StatusCodes.Status403Forbidden => ApiCodes.Forbidden,
        StatusCodes.Status404NotFound => ApiCodes.NotFound,
        StatusCodes.Status405MethodNotAllowed => ApiCodes.MethodNotAllowed,
        StatusCodes.Status413PayloadTooLarge => ApiCodes.BodyTooLarge,
        StatusCodes.Status415UnsupportedMediaType => ApiCodes.UnsupportedMediaType,
        StatusCodes.Status429TooManyRequests => ApiCodes.RateLimited,
        StatusCodes.Status503ServiceUnavailable => ApiCodes.Unavailable,
        >= 500 => ApiCodes.InternalError,
        _ => ApiCodes.BadRequest,
    };
}
