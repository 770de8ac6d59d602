using System.Reflection;
using System.Text.Json.Serialization;
using MatchGrid.Cells;
using MatchGrid.Feed;
using MatchGrid.Markets;
using MatchGrid.Patients;
using MatchGrid.Pharmacies;
using MatchGrid.Requests;
using MatchGrid.Skus;

namespace MatchGrid.Tests.Simulation;

/// <summary>Which events and refusals there are, and which of them occurred in the seeds that were run.</summary>
internal sealed class Coverage
{
    /// <summary>Given before anything reaches a grain: by what reads uploads and queries. They have tests at those doors.</summary>
    public static readonly IReadOnlySet<string> AtTheDoors = new HashSet<string>(StringComparer.Ordinal)
    {
        RefusalCodes.InvalidCoordinates, RefusalCodes.InvalidJson, RefusalCodes.InvalidCsv, RefusalCodes.BothCountAndDelta, RefusalCodes.LineTooLong,
        RefusalCodes.Truncated,
    };

    private static readonly Type[] Kinds =
    [
        typeof(PharmacyEvent), typeof(RequestEvent), typeof(PatientEvent), typeof(FeedEvent), typeof(MarketEvent), typeof(CellEvent), typeof(SkuEvent),
        typeof(CatalogueEvent),
    ];

    private readonly SortedSet<string> unseen = new(
        Kinds.SelectMany(kind => kind.GetCustomAttributes<JsonDerivedTypeAttribute>(), (kind, derived) => Shadow.NameOf(kind, derived.DerivedType))
            .Concat(typeof(RefusalCodes).GetFields().Select(field => (string)field.GetRawConstantValue()!).Where(code => !AtTheDoors.Contains(code))),
        StringComparer.Ordinal);

    /// <summary>What no seed has shown yet, in ordinal order.</summary>
    public IReadOnlyCollection<string> Unseen => unseen;

    public void Add(SeedReport report)
    {
        unseen.ExceptWith(report.Events.Keys);
        unseen.ExceptWith(report.Refusals.Keys);
    }
}
