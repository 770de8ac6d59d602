namespace MatchGrid.Api.Problems;

/// <summary>Codes of refusals that never reach a grain. Part of the public interface, as <see cref="RefusalCodes"/> are.</summary>
public static class ApiCodes
{
    public const string BodyTooLarge = "body_too_large";
    public const string UnsupportedMediaType = "unsupported_media_type";
    public const string MissingToken = "missing_token";
    public const string InvalidToken = "invalid_token";
    public const string InvalidSignature = "invalid_signature";
    public const string Forbidden = "forbidden";
    public const string NotFound = "not_found";
    public const string MethodNotAllowed = "method_not_allowed";
    public const string RateLimited = "rate_limited";
    public const string Overloaded = "overloaded";
    public const string StorageFailed = "storage_failed";
    public const string Unavailable = "unavailable";
    public const string CursorExpired = "cursor_expired";
    public const string FeedReplaced = "feed_replaced";
    public const string InvalidCursor = "invalid_cursor";
    public const string SignInUnavailable = "sign_in_unavailable";
    public const string SignInRefused = "sign_in_refused";
    public const string IssuerUnreachable = "issuer_unreachable";
    public const string NoGateway = "no_gateway";
    public const string GatewayRefused = "gateway_refused";
    public const string BadRequest = "bad_request";
    public const string InternalError = "internal_error";
}
