using System.Diagnostics;
using MatchGrid.Feed;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Markets;
using MatchGrid.Messages;
using MatchGrid.Patients;
using MatchGrid.Pharmacies;
using MatchGrid.Silo.Storage;

namespace MatchGrid.Replay.Checking;

/// <summary>
/// Holds a stored grid against the invariants of docs/ARCHITECTURE.md, as far as what is stored can show them: 1 to 7, and that a market's
/// members are those who seek in it. A difference that a letter on its way explains is none: the grid need not have come to rest.
/// </summary>
public sealed partial class GridChecker
{
    /// <summary>Violations that are named; further ones are counted.</summary>
    public const int MostViolations = 100;

    /// <summary>Holds and requests end at most this late.</summary>
    private static readonly TimeSpan LapseWithin = TimeSpan.FromSeconds(5);

    /// <summary>Where pharmacy and request differ, the request's word settles it within this.</summary>
    private static readonly TimeSpan SettleWithin = TimeSpan.FromSeconds(15);

    /// <summary>Supply and demand meet within this, also when a proposal is lost.</summary>
    private static readonly TimeSpan MeetWithin = TimeSpan.FromSeconds(5);

    private const int TellEvery = 1_000;

    private readonly IJournalReader journal;
    private readonly IReadOnlyList<string> grains;
    private readonly IProgress<CheckProgress>? progress;
    private readonly StoredGrid grid = new();
    private readonly List<(string Grain, DateTimeOffset Deadline)> deadlines = [];
    private readonly List<Violation> violations = [];

    /// <summary>When packs of a line last came or went, as far as the rows after its snapshot say.</summary>
    private readonly Dictionary<(PharmacyId Pharmacy, Sku Sku), DateTimeOffset> changedAt = [];

    private long violationCount;
    private int done;
    private DateTimeOffset latest;

    private GridChecker(IJournalReader journal, IReadOnlyList<string> grains, IProgress<CheckProgress>? progress) =>
        (this.journal, this.grains, this.progress) = (journal, grains, progress);

    /// <summary>Checks a journal that nobody writes to.</summary>
    /// <param name="grains">Every grain it has, as <c>kind/key</c>.</param>
    /// <param name="at">Deadlines are held against this instant. Null: the latest that is stored.</param>
    public static Task<CheckReport> CheckAsync(
        IJournalReader journal, IReadOnlyList<string> grains, DateTimeOffset? at = null, IProgress<CheckProgress>? progress = null) =>
        new GridChecker(journal, grains, progress).RunAsync(at);

    private async Task<CheckReport> RunAsync(DateTimeOffset? at)
    {
        var start = Stopwatch.GetTimestamp();
        await EachAsync(Addresses.Pharmacy, async (grain, key) => Pharmacy(grain, await StoredPharmacy.ReadAsync(journal, grain, new(key))));
        await EachAsync(Addresses.Market, async (grain, key) => grid.Markets.Add(MarketId.Of(key), await StoredGrid.FoldAsync(journal, grain, MarketJson.Codec)));
        await EachAsync(Addresses.Feed, async (grain, key) => Feed(grain, int.Parse(key), await StoredGrid.FoldAsync(journal, grain, FeedJson.Codec)));
        var patients = await EachAsync(Addresses.Patient, async (grain, key) => Patient(grain, new(key), await StoredGrid.FoldAsync(journal, grain, PatientJson.Codec)));
        var requests = await EachAsync(Addresses.Request, async (grain, _) => Request(grain, await StoredRequest.ReadAsync(journal, grain)));

        var now = at ?? latest;
        Members();
        Holds(now);
        Deadlines(now);
        Liveness(now);
        return new(
            now, grains.Count, grid.Pharmacies.Count, requests, waiting.Count, grid.Markets.Count, patients,
            grid.Feeds.Values.Sum(feed => (long)feed.Entries.Count), grid.Pharmacies.Values.Sum(pharmacy => pharmacy.Holds.Count),
            violations, violationCount, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private async Task<int> EachAsync(string kind, Func<string, string, Task> check)
    {
        var count = 0;
        foreach (var grain in grains)
        {
            var (found, key) = Addresses.Split(grain);
            if (found != kind)
                continue;
            await TryAsync(grain, check(grain, key));
            count++;
            if (++done % TellEvery == 0)
                progress?.Report(new(done, grains.Count));
        }

        return count;
    }

    // Whatever keeps a grain from being read would keep it from starting.
    private async Task TryAsync(string grain, Task check)
    {
        try
        {
            await check;
        }
        catch (Exception broken) when (broken is not (OutOfMemoryException or DataFolderException))
        {
            Add(Violation.Stored, grain, $"cannot be read: {broken.Message}");
        }
    }

    private void Pharmacy(string grain, StoredPharmacy stored)
    {
        var pharmacy = stored.State;
        grid.Pharmacies.Add(stored.Id, pharmacy);
        foreach (var (sku, at) in stored.ChangedAt)
            changedAt[(stored.Id, sku)] = at;
        See(pharmacy.LastReportAt);
        foreach (var line in pharmacy.LinesInOrder)
        {
            var held = pharmacy.Holds.Values.Where(hold => hold.Sku == line.Sku).Sum(hold => hold.Quantity);
            if (held != line.Held)
                Add(Violation.Holds, grain, $"{line.Sku}: the line says {line.Held} held, its holds sum to {held}");
            if (held > line.OnHand)
                Add(Violation.Holds, grain, $"{line.Sku}: {held} held, {line.OnHand} on hand");
        }

        foreach (var hold in pharmacy.Holds.Values)
        {
            See(hold.PlacedAt);
            if (hold.Status != HoldStatus.Pending)
                deadlines.Add((grain, hold.Until));
        }
    }

    private void Feed(string grain, int partition, FeedState feed)
    {
        Numbered(Violation.Feed, grain, feed.Entries.Select(entry => entry.Number), feed.Last);
        grid.Add(partition, feed);
    }

    private void Patient(string grain, PatientId id, PatientState patient)
    {
        Numbered(Violation.Inbox, grain, (patient.Inbox ?? []).Select(entry => entry.Number), patient.Last);
        grid.Add(id, patient);
    }

    private void Numbered(int invariant, string grain, IEnumerable<long> numbers, long last)
    {
        long? before = null;
        foreach (var number in numbers)
        {
            if (before is not null && number != before + 1)
                Add(invariant, grain, $"number {before} is followed by {number}");
            before = number;
        }

        if (before is not null && before != last)
            Add(invariant, grain, $"the newest entry is {before}, the last number {last}");
    }

    // A taken hold belongs to a live match; a pending one is settled soon.
    private void Holds(DateTimeOffset now)
    {
        var ids = new HashSet<HoldId>();
        foreach (var (id, pharmacy) in grid.Pharmacies)
        {
            foreach (var hold in pharmacy.Holds.Values)
            {
                if (!ids.Add(hold.Id))
                    Add(Violation.Holds, Addresses.Of(id), $"hold {hold.Id} stands at two pharmacies");
                if (hold.Status == HoldStatus.Pending)
                    trying.Add(hold.Request);
                if (matched.Contains(hold.Id) || givenBack.Contains(hold.Id))
                    continue;
                if (hold.Status != HoldStatus.Pending)
                    Add(Violation.Agreement, Addresses.Of(id), $"hold {hold.Id} is {hold.Status}, and {hold.Request} has no such match");
                else if (hold.PlacedAt < now - SettleWithin)
                    Add(Violation.Agreement, Addresses.Of(id), $"hold {hold.Id} for {hold.Request} has been pending since {hold.PlacedAt:O}");
            }
        }
    }

    private void Deadlines(DateTimeOffset now)
    {
        foreach (var (grain, deadline) in deadlines.Where(due => due.Deadline < now - LapseWithin))
            Add(Violation.Deadlines, grain, $"due at {deadline:O}, and it is {now:O}");
    }

    // Who began to seek just now, and packs that came just now, may still be on their way to each other.
    private void Liveness(DateTimeOffset now)
    {
        trying.UnionWith(seekers.Where(seeker => seeker.Since > now - MeetWithin).Select(seeker => seeker.Request));
        foreach (var pharmacy in grid.Pharmacies.Values)
        {
            if (pharmacy.Profile is not { } profile)
                continue;
            foreach (var line in pharmacy.LinesInOrder)
            {
                if (changedAt.TryGetValue((profile.Id, line.Sku), out var at) && at > now - MeetWithin)
                    continue;
                if (pharmacy.AvailableOf(line.Sku) is > 0 and var packs && waiting.ServedBy(profile, line.Sku, packs, trying) is { } demand)
                    Add(Violation.Liveness, Addresses.Of(profile.Id), $"{packs} {line.Sku} are free, and {demand.Request} waits for {demand.Least} within reach");
            }
        }
    }

    private void See(DateTimeOffset? instant)
    {
        if (instant > latest)
            latest = instant.Value;
    }

    private void Add(int invariant, string grain, string what)
    {
        violationCount++;
        if (violations.Count < MostViolations)
            violations.Add(new(invariant, grain, what));
    }
}
