using MatchGrid.Patients;
using MatchGrid.Requests;

namespace MatchGrid.Replay.Running;

/// <summary>Counts what inboxes tell.</summary>
internal sealed class Tally
{
    private readonly List<long> waits = [];
    private readonly SortedDictionary<string, int> refusals = new(StringComparer.Ordinal);

    public long Matches { get; private set; }

    public long Declined { get; private set; }

    public long Lapsed { get; private set; }

    public long NoShows { get; private set; }

    public long Broken { get; private set; }

    public long Collected { get; private set; }

    public long PacksCollected { get; private set; }

    public long Cancelled { get; private set; }

    public long Expired { get; private set; }

    /// <summary>Patients who were matched at least once.</summary>
    public int Matched => waits.Count;

    public IReadOnlyDictionary<string, int> Refusals => refusals;

    /// <summary>Takes in an entry.</summary>
    /// <param name="firstMatch">Whether it is the patient's first match.</param>
    /// <param name="askedAt">When the patient asked.</param>
    public void Count(PatientNotice notice, bool firstMatch, DateTimeOffset askedAt)
    {
        switch (notice.Kind)
        {
            case NoticeKind.Held:
                Matches++;
                if (firstMatch)
                    waits.Add((long)(notice.At - askedAt).TotalMilliseconds);
                break;
            case NoticeKind.Released when notice.Match?.Status == MatchStatus.Declined:
                Declined++;
                break;
            case NoticeKind.Lapsed:
                Lapsed++;
                break;
            case NoticeKind.NoShow:
                NoShows++;
                break;
            case NoticeKind.Broken:
                Broken++;
                break;
            case NoticeKind.Collected:
                Collected++;
                PacksCollected += notice.Match!.Quantity;
                break;
            case NoticeKind.Cancelled:
                Cancelled++;
                break;
            case NoticeKind.Expired:
                Expired++;
                break;
        }
    }

    public void Count(Refusal refusal) => refusals[refusal.Code] = refusals.GetValueOrDefault(refusal.Code) + 1;

    /// <summary>Seconds waited by the given part of those who were matched.</summary>
    public double WaitSeconds(double quantile)
    {
        waits.Sort();
        return waits.Count == 0 ? 0 : waits[(int)Math.Min(waits.Count - 1, quantile * waits.Count)] / 1000.0;
    }
}
