using System.Text.Json.Serialization;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Messages;

namespace MatchGrid.Pharmacies;

/// <summary>A pharmacy's stock and holds, folded from its events.</summary>
public sealed class PharmacyState : JournalledState<PharmacyEvent>
{
    /// <summary>Ended holds whose ids are remembered, so that a repeated command is recognised.</summary>
    public const int EndedKept = 256;

    private readonly SortedDictionary<HoldId, Hold> holds = [];
    private readonly SortedSet<(DateTimeOffset Due, HoldId Id)> dues = [];
    private HashSet<HoldId>? endedIds;

    public PharmacyProfile? Profile { get; set; }

    public bool Paused { get; set; }

    public DateTimeOffset? LastReportAt { get; set; }

    /// <summary>Never iterated where order matters: see <see cref="LinesInOrder"/>.</summary>
    public Dictionary<Sku, StockLine> Lines { get; init; } = [];

    /// <summary>Live holds; changed through <c>Keep</c> and <c>Drop</c> alone.</summary>
    public SortedDictionary<HoldId, Hold> Holds
    {
        get => holds;
        init
        {
            holds = value;
            dues = [.. value.Values.Select(hold => (hold.Due, hold.Id))];
        }
    }

    /// <summary>How often its claims of stock held.</summary>
    public Reliability Reliability { get; set; } = Reliability.Unknown;

    public SortedDictionary<SourceId, long> Sources { get; init; } = [];

    /// <summary>The newest ended holds, oldest first.</summary>
    public List<HoldId> Ended { get; init; } = [];

    [JsonIgnore]
    public IEnumerable<StockLine> LinesInOrder => Lines.Values.OrderBy(line => line.Sku);

    [JsonIgnore]
    public override DateTimeOffset? Deadline => dues.Count == 0 ? null : dues.Min.Due;

    /// <summary>Holds that need something done by an instant, the first due first.</summary>
    public IEnumerable<Hold> DueBy(DateTimeOffset now) => dues.TakeWhile(due => due.Due <= now).Select(due => holds[due.Id]);

    /// <summary>Whether a hold is among the last that ended.</summary>
    public bool HasEnded(HoldId id) => (endedIds ??= [.. Ended]).Contains(id);

    public int AvailableOf(Sku sku) => !Paused && Lines.TryGetValue(sku, out var line) ? line.Available : 0;

    public override void Apply(PharmacyEvent change)
    {
        switch (change)
        {
            case PharmacyRegistered registered:
                Register(registered.Profile);
                break;
            case StockReported reported:
                Report(reported);
                break;
            case SourceGapSeen gap:
                foreach (var line in Lines.Values.Where(line => line.Owner == gap.Source || line.Owner is null).ToList())
                    Lines[line.Sku] = line with { Unsure = true };
                break;
            case FloorSet floor:
                Lines[floor.Sku] = LineOf(floor.Sku) with { Floor = floor.Floor };
                break;
            case PauseSet pause:
                Paused = pause.Paused;
                break;
            case SuspensionSet suspension:
                Lines[suspension.Sku] = LineOf(suspension.Sku) with { Suspended = suspension.Suspended };
                break;
            case HoldPlaced placed:
                Keep(new(
                    placed.Id, placed.Request, placed.Sku, placed.Quantity, placed.Critical, placed.Quiet, HoldStatus.Pending, placed.At, placed.Until, placed.At));
                Lines[placed.Sku] = LineOf(placed.Sku) with { Held = LineOf(placed.Sku).Held + placed.Quantity };
                break;
            case PendingAsked asked:
                Keep(holds[asked.Id] with { AskAt = asked.NextAsk });
                break;
            case HoldConfirmed confirmed:
                // Accepting may have come before this letter.
                var taken = holds[confirmed.Id];
                Keep(taken with { Status = taken.Status == HoldStatus.Pending ? HoldStatus.Taken : taken.Status, Code = confirmed.Code });
                break;
            case HoldExtended extended:
                Keep(holds[extended.Id] with { Status = extended.Status, Until = extended.Until, Extensions = extended.Extensions });
                break;
            case HoldInHand inHand:
                var aside = holds[inHand.Id] with { SetAside = true };
                Keep(aside);
                Outbox.Add(Addresses.Of(aside.Request), new HoldSetAside(aside.Id, inHand.At), closes: true);
                break;
            case HoldClosed closed:
                Close(closed);
                break;
            case UnknownHoldDenied denied:
                Outbox.Add(Addresses.Of(denied.Request), new HoldEnded(denied.Id, HoldEnd.Unknown, denied.At), closes: true);
                break;
            default:
                throw new InvalidOperationException($"no such event: {change.GetType().Name}");
        }
    }

    public StockLine LineOf(Sku sku) => Lines.TryGetValue(sku, out var line) ? line : new(sku);

    private void Keep(Hold hold)
    {
        if (holds.TryGetValue(hold.Id, out var before))
            dues.Remove((before.Due, before.Id));
        holds[hold.Id] = hold;
        dues.Add((hold.Due, hold.Id));
    }

    private Hold Drop(HoldId id)
    {
        holds.Remove(id, out var hold);
        dues.Remove((hold!.Due, id));
        return hold;
    }

    private void Register(PharmacyProfile profile)
    {
        var before = Profile;
        Profile = profile;
        var leaf = CellId.FromPoint(profile.Place, CellId.LeafLevel);
        if (before is not null)
        {
            var old = CellId.FromPoint(before.Place, CellId.LeafLevel);
            if (old != leaf)
                Outbox.Add(Addresses.Of(old), new PharmacyUnlisted(profile.Id), closes: true);
            else if (before.Place == profile.Place && before.DeliveryMetres == profile.DeliveryMetres)
                return;
        }

        Outbox.Add(Addresses.Of(leaf), new PharmacyListed(profile.Id, profile.Place, profile.DeliveryMetres));
    }

    private void Report(StockReported reported)
    {
        LastReportAt = reported.At;
        if (reported.LastNumber is { } number)
            Sources[reported.Source] = number;
        var (claimed, there) = (0, 0);
        foreach (var change in reported.Changes)
        {
            var line = LineOf(change.Sku);
            if (change.Count is not null && !line.Unsure && line.OnHand > 0)
            {
                claimed++;
                there += change.Count > 0 ? 1 : 0;
            }

            line = change.Count is { } count
                ? line.Counted(count, change.At, reported.Source)
                : line.Moved(change.Delta!.Value, change.At, change.Hold);
            Lines[change.Sku] = line with
            {
                ReportedAt = reported.At,
                PriceMinor = change.PriceMinor ?? line.PriceMinor,
                Currency = change.Currency ?? line.Currency,
            };
        }

        if (claimed > 0)
            Reliability = Reliability.Counted(reported.At, (double)there / claimed);
        foreach (var sku in reported.Conflicts ?? [])
            Lines[sku] = LineOf(sku) with { Conflict = reported.Source };
    }

    private void Close(HoldClosed closed)
    {
        var hold = Drop(closed.Id);
        var line = LineOf(hold.Sku);
        line = line with { Held = line.Held - hold.Quantity };
        if (closed.End == HoldEnd.HandedOver && !closed.SeenBySource)
            line = line.HandedOver(hold.Quantity, closed.At, hold.Id);
        if (closed.LineLess > 0)
            line = line.Moved(-closed.LineLess, closed.At, null) with { Doubted = true };
        if (closed.End is HoldEnd.HandedOver or HoldEnd.NotThere or HoldEnd.CountFell)
            Reliability = Reliability.Held(closed.At, closed.End == HoldEnd.HandedOver);
        Lines[hold.Sku] = line;
        Ended.Add(hold.Id);
        endedIds?.Add(hold.Id);
        if (Ended.Count > EndedKept)
        {
            endedIds?.Remove(Ended[0]);
            Ended.RemoveAt(0);
        }

        if (closed.End is { } end && hold.Status != HoldStatus.Pending)
            Outbox.Add(Addresses.Of(hold.Request), new HoldEnded(hold.Id, end, closed.At), closes: true);
    }
}
