namespace MatchGrid.Tests.Api.Access;

/// <summary>
/// Who may do what, stated once for every route and every hub method. A route or method that is not stated here fails the test: state it.
/// </summary>
/// <remarks>
/// One letter for each of <see cref="Callers"/>: <c>+</c> may, <c>?</c> has no valid token (401), <c>-</c> may not (403), <c>0</c> is told that
/// there is no such thing (404).
/// </remarks>
internal static class Matrix
{
    /// <summary>Each owner beside another of the same role. Keys have every scope that a key of their owner can have.</summary>
    public static readonly string[] Callers =
    [
        "nobody", "patient", "other patient", "pharmacy", "other pharmacy", "coordinator", "partner", "other partner", "maker", "admin",
        "key of pharmacy", "key of other pharmacy", "key of partner",
    ];

    private const string Open = "+++++++++++++";
    private const string SignedIn = "?++++++++++++";
    private const string AnyPatient = "?++----------";
    private const string OwnRequest = "?+0----------";
    private const string Maker = "?-------+----";
    private const string Admin = "?--------+---";
    private const string Professional = "?--++----+---";
    private const string ThatPharmacy = "?--+-----++--";
    private const string ThatPharmacyInPerson = "?--+-----+---";
    private const string ThatPartner = "?-----+--+--+";
    private const string ThatPartnerInPerson = "?-----+--+---";

    private const string FeedReader = "?----+++++--+";
    private const string Coordinator = "?----+---+---"; // of that territory: another is tried in RegionTests

    public static readonly Dictionary<string, string> Routes = new()
    {
        ["GET /health/live"] = Open,
        ["GET /health/pages"] = Open,
        ["GET /health/ready"] = Open,
        ["GET /metrics"] = Open,
        ["GET /openapi/{documentName}.json"] = Open,
        ["GET /asyncapi/v1.json"] = Open,

        ["GET /v1/who"] = "?+++++++++---",
        ["GET /v1/sign-in"] = Open,
        ["POST /v1/sign-in/token"] = Open,
        ["POST /v1/sign-in/refresh"] = Open,

        ["GET /v1/skus"] = SignedIn,
        ["GET /v1/skus/{sku}"] = SignedIn,
        ["PUT /v1/skus/{sku}"] = Admin,
        ["POST /v1/skus/{sku}/suspend"] = Admin,
        ["POST /v1/skus/{sku}/resume"] = Admin,
        ["POST /v1/skus:import"] = Admin,
        ["GET /v1/availability"] = SignedIn,
        ["GET /v1/skus/{sku}/announcements"] = Maker,
        ["PUT /v1/skus/{sku}/announcements/{announcement}"] = Maker,
        ["DELETE /v1/skus/{sku}/announcements/{announcement}"] = Maker,

        ["GET /v1/pharmacies/{pharmacy}"] = SignedIn,
        ["PUT /v1/pharmacies/{pharmacy}"] = ThatPharmacy,
        ["POST /v1/pharmacies/{pharmacy}/pause"] = ThatPharmacy,
        ["POST /v1/pharmacies/{pharmacy}/resume"] = ThatPharmacy,
        ["POST /v1/pharmacies:import"] = Admin,
        ["POST /v1/pharmacies/{pharmacy}/stock"] = ThatPharmacy,
        ["GET /v1/pharmacies/{pharmacy}/stock"] = ThatPharmacy,
        ["PUT /v1/pharmacies/{pharmacy}/stock"] = ThatPharmacy,
        ["PUT /v1/pharmacies/{pharmacy}/stock/{sku}/floor"] = ThatPharmacy,
        ["GET /v1/pharmacies/{pharmacy}/confirmations"] = ThatPharmacy,
        ["POST /v1/pharmacies/{pharmacy}/stock/{sku}/confirm"] = ThatPharmacy,
        ["GET /v1/pharmacies/{pharmacy}/holds"] = ThatPharmacy,
        ["POST /v1/pharmacies/{pharmacy}/holds/{hold}/set-aside"] = ThatPharmacy,
        ["POST /v1/pharmacies/{pharmacy}/holds/{hold}/not-there"] = ThatPharmacy,
        ["POST /v1/pharmacies/{pharmacy}/hand-over"] = ThatPharmacy,
        ["GET /v1/pharmacies/{pharmacy}/demand"] = ThatPharmacy,

        ["POST /v1/requests"] = AnyPatient,
        ["GET /v1/requests"] = AnyPatient,
        ["GET /v1/requests/{request}"] = OwnRequest,
        ["PATCH /v1/requests/{request}"] = OwnRequest,
        ["DELETE /v1/requests/{request}"] = OwnRequest,
        ["GET /v1/requests/{request}/place"] = OwnRequest,
        ["GET /v1/requests/{request}/why"] = OwnRequest,
        ["POST /v1/requests/{request}/matches/{match}/accept"] = OwnRequest,
        ["POST /v1/requests/{request}/matches/{match}/decline"] = OwnRequest,
        ["POST /v1/requests/{request}/matches/{match}/extend"] = OwnRequest,
        ["POST /v1/requests/{request}/confirm-urgency"] = Professional, // the patient shows the request's id, which nobody can guess
        ["GET /v1/areas"] = Coordinator,
        ["GET /v1/areas/{code}"] = Coordinator,
        ["POST /v1/regions"] = Coordinator,
        ["GET /v1/regions"] = Coordinator,
        ["GET /v1/regions/{region}"] = Coordinator,
        ["PUT /v1/regions/{region}"] = Coordinator,
        ["POST /v1/regions/{region}/close"] = Coordinator,
        ["GET /v1/regions/{region}/shape"] = Coordinator,
        ["GET /v1/regions/{region}/figures"] = Coordinator,
        ["GET /v1/regions/{region}/cells"] = Coordinator,
        ["GET /v1/regions/{region}/history"] = Coordinator,
        ["GET /v1/regions/{region}/forecast"] = Coordinator,
        ["GET /v1/regions/{region}/alarms"] = Coordinator,
        ["POST /v1/regions/{region}/alarms/{alarm}/acknowledge"] = Coordinator,

        ["GET /v1/inbox"] = AnyPatient,
        ["GET /v1/me"] = AnyPatient,
        ["PUT /v1/me"] = AnyPatient,
        ["DELETE /v1/me"] = AnyPatient,
        ["GET /v1/me/accesses"] = AnyPatient,
        ["DELETE /v1/patients/{patient}"] = Admin,
        ["GET /v1/me/push-key"] = AnyPatient,
        ["PUT /v1/me/devices"] = AnyPatient,
        ["DELETE /v1/me/devices"] = AnyPatient,

        ["GET /v1/pharmacies/{pharmacy}/keys"] = ThatPharmacyInPerson,
        ["POST /v1/pharmacies/{pharmacy}/keys"] = ThatPharmacyInPerson,
        ["POST /v1/pharmacies/{pharmacy}/keys/{key}/rotate"] = ThatPharmacyInPerson,
        ["DELETE /v1/pharmacies/{pharmacy}/keys/{key}"] = ThatPharmacyInPerson,
        ["GET /v1/partners/{partner}/keys"] = ThatPartnerInPerson,
        ["POST /v1/partners/{partner}/keys"] = ThatPartnerInPerson,
        ["POST /v1/partners/{partner}/keys/{key}/rotate"] = ThatPartnerInPerson,
        ["DELETE /v1/partners/{partner}/keys/{key}"] = ThatPartnerInPerson,

        ["GET /v1/feed"] = FeedReader,
        ["GET /v1/signals"] = FeedReader,
        ["GET /v1/partners/{partner}/grants"] = ThatPartnerInPerson,
        ["PUT /v1/partners/{partner}/grants"] = Admin,
        ["PUT /v1/pharmacies/{pharmacy}/partners/{partner}"] = ThatPharmacyInPerson,
        ["DELETE /v1/pharmacies/{pharmacy}/partners/{partner}"] = ThatPharmacyInPerson,
        ["GET /v1/partners/{partner}/webhooks"] = ThatPartner,
        ["POST /v1/partners/{partner}/webhooks"] = ThatPartner,
        ["GET /v1/partners/{partner}/webhooks/{webhook}"] = ThatPartner,
        ["PUT /v1/partners/{partner}/webhooks/{webhook}"] = ThatPartner,
        ["DELETE /v1/partners/{partner}/webhooks/{webhook}"] = ThatPartner,
        ["POST /v1/partners/{partner}/webhooks/{webhook}/pause"] = ThatPartner,
        ["POST /v1/partners/{partner}/webhooks/{webhook}/resume"] = ThatPartner,
        ["POST /v1/partners/{partner}/webhooks/{webhook}/ping"] = ThatPartner,
        ["POST /v1/partners/{partner}/webhooks/{webhook}/rotate-secret"] = ThatPartner,
        ["POST /v1/partners/{partner}/webhooks/{webhook}/redeliver"] = ThatPartner,
        ["GET /v1/me/contact"] = AnyPatient,
        ["PUT /v1/me/contact"] = AnyPatient,
        ["POST /v1/me/contact/confirm"] = AnyPatient,
        ["DELETE /v1/me/contact"] = AnyPatient,
        ["GET /v1/me/relatives"] = AnyPatient,
        ["POST /v1/me/relatives"] = AnyPatient,
        ["DELETE /v1/me/relatives/{relative}"] = AnyPatient,
        ["GET /v1/me/patients"] = AnyPatient,
        ["POST /v1/me/patients"] = AnyPatient,
        ["DELETE /v1/me/patients/{patient}"] = AnyPatient,
        ["GET /v1/me/consents"] = AnyPatient,
        ["PUT /v1/me/consents/{partner}"] = AnyPatient,
        ["DELETE /v1/me/consents/{partner}"] = AnyPatient,

        ["* /hubs/live/negotiate"] = SignedIn,
        ["* /hubs/live"] = SignedIn,
    };

    /// <summary>There only with the development issuer or the demonstration, which listen on loopback alone.</summary>
    public static readonly HashSet<string> DevelopmentRoutes = ["POST /v1/dev/token", "GET /v1/demo/status"];

    /// <summary>Methods of the live hub, without nobody, who does not get that far: with what they are called, and who may.</summary>
    public static readonly Dictionary<string, (object?[] Arguments, string May)> HubMethods = new()
    {
        ["Subscribe"] = ([null, 0L], "++----------"),
        ["SubscribeFor"] = (["p-nobody", null, 0L], "++----------"),
        ["StreamStock"] = (["P1", "matrix", 0L], "--+------+--"),
        ["WatchHolds"] = (["P1"], "--+------+--"),
        ["WatchRegion"] = (["R1"], "----+---+---"),
        ["UnwatchRegion"] = (["R1"], "----+---+---"),
        ["WatchFeed"] = ([], "----+++-+--+"),
        ["StreamFeed"] = ([null, null], "----+++++--+"),
        ["WatchSignals"] = ([null], "----+++++--+"),
    };
}
