namespace MatchGrid;

/// <summary>Every code a refusal can carry. Codes are part of the public interface: added, never changed or reused.</summary>
public static class RefusalCodes
{
    // Input
    public const string InvalidField = "invalid_field";
    public const string MissingField = "missing_field";
    public const string InvalidSku = "invalid_sku";
    public const string InvalidCoordinates = "invalid_coordinates";
    public const string InvalidCount = "invalid_count";
    public const string CountOutOfRange = "count_out_of_range";
    public const string InvalidInstant = "invalid_instant";
    public const string InstantInFuture = "instant_in_future";
    public const string TooManySkus = "too_many_skus";
    public const string RadiusOutOfRange = "radius_out_of_range";
    public const string QuantityOutOfRange = "quantity_out_of_range";

    // Lines of an upload
    public const string InvalidJson = "invalid_json";
    public const string InvalidCsv = "invalid_csv";
    public const string BothCountAndDelta = "both_count_and_delta";
    public const string LineTooLong = "line_too_long";
    public const string Truncated = "truncated";

    // Catalogue
    public const string UnknownSku = "unknown_sku";
    public const string SkuSuspended = "sku_suspended";
    public const string MixedGroups = "mixed_groups";
    public const string TooManyAnnouncements = "too_many_announcements";

    // Stock
    public const string UnknownPharmacy = "unknown_pharmacy";
    public const string PharmacyPaused = "pharmacy_paused";
    public const string StaleCount = "stale_count";
    public const string ConflictingSource = "conflicting_source";
    public const string RepeatedNumber = "repeated_number";
    public const string LateNumber = "late_number";
    public const string BatchTooLarge = "batch_too_large";

    // Holds
    public const string NotAvailable = "not_available";
    public const string LineUnsure = "line_unsure";
    public const string UnknownHold = "unknown_hold";
    public const string HoldEnded = "hold_ended";
    public const string HoldNotTaken = "hold_not_taken";
    public const string WrongCode = "wrong_code";
    public const string TooManyExtensions = "too_many_extensions";

    // Regions
    public const string UnknownRegion = "unknown_region";
    public const string RegionExists = "region_exists";
    public const string RegionClosed = "region_closed";
    public const string UnknownAlarm = "unknown_alarm";
    public const string UnknownArea = "unknown_area";
    public const string OutsideTerritory = "outside_territory";

    // Requests
    public const string UnknownRequest = "unknown_request";
    public const string RequestExists = "request_exists";
    public const string RequestEnded = "request_ended";
    public const string GroupAlreadyRequested = "group_already_requested";
    public const string UnknownMatch = "unknown_match";
    public const string MatchEnded = "match_ended";
    public const string AlreadyAccepted = "already_accepted";
    public const string NotSeeking = "not_seeking";
    public const string Busy = "busy";
    public const string TooManyRequests = "too_many_requests";
    public const string UnknownPatient = "unknown_patient";
    public const string ErasureUnavailable = "erasure_unavailable";

    // Keys
    public const string UnknownKey = "unknown_key";
    public const string TooManyKeys = "too_many_keys";

    // Partners
    public const string TooManyGrants = "too_many_grants";
    public const string TooManyConsents = "too_many_consents";
    public const string TooManyRelatives = "too_many_relatives";
    public const string InvalidCode = "invalid_code";
    public const string TooSoon = "too_soon";
    public const string UnknownWebhook = "unknown_webhook";
    public const string TooManyWebhooks = "too_many_webhooks";
}
