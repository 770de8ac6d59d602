using System.Text.Json.Serialization;
using MatchGrid.Journals;
using MatchGrid.Messages;

namespace MatchGrid.Skus;

/// <summary>Facts and suspension of one SKU, folded from events.</summary>
public sealed class SkuState : JournalledState<SkuEvent>
{
    /// <summary>After a change of the suspension, the cells are told again after each of these: whoever was missed hears it then.</summary>
    private static readonly TimeSpan[] RepeatedAfter =
        [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1)];

    /// <summary>An announcement is kept this long after its date.</summary>
    public static readonly TimeSpan AnnouncedKept = TimeSpan.FromDays(14);

    /// <summary>Null until they were published; they say whether it is suspended.</summary>
    public SkuFacts? Facts { get; set; }

    /// <summary>When the suspension last changed.</summary>
    public DateTimeOffset? ChangedAt { get; set; }

    /// <summary>How often the cells were told again since.</summary>
    public int Repeated { get; set; }

    /// <summary>What makers expect to come, in order of maker and name; at most <see cref="SkuDecider.MostAnnouncements"/>.</summary>
    public List<SupplyAnnouncement> Announced { get; init; } = [];

    [JsonIgnore]
    public override DateTimeOffset? Deadline => Repeated < RepeatedAfter.Length ? ChangedAt + RepeatedAfter[Repeated] : null;

    public override void Apply(SkuEvent change)
    {
        switch (change)
        {
            case FactsSet set:
                Facts = set.Facts with { Suspended = Facts?.Suspended ?? false };
                if (set.Publish)
                    Publish();
                break;
            case SuspensionChanged changed:
                Facts = Facts! with { Suspended = changed.Suspended };
                (ChangedAt, Repeated) = (changed.At, 0);
                Publish();
                break;
            case SuspensionRepeated:
                Repeated++;
                break;
            case SupplyAnnounced announced:
                Announced.RemoveAll(other => Is(other, announced.Announcement.Maker, announced.Announcement.Id) || other.From + AnnouncedKept < announced.At);
                Announced.Add(announced.Announcement);
                Announced.Sort((one, other) => string.CompareOrdinal(one.Maker, other.Maker) is not 0 and var order ? order : string.CompareOrdinal(one.Id, other.Id));
                break;
            case AnnouncementWithdrawn withdrawn:
                Announced.RemoveAll(other => Is(other, withdrawn.Maker, withdrawn.Id));
                break;
            default:
                throw new InvalidOperationException($"no such event: {change.GetType().Name}");
        }
    }

    /// <summary>What a maker said under a name; null for nothing.</summary>
    public SupplyAnnouncement? Find(string maker, string id) => Announced.Find(one => Is(one, maker, id));

    private static bool Is(SupplyAnnouncement one, string maker, string id) => one.Maker == maker && one.Id == id;

    private void Publish() => Outbox.Add(Addresses.TheCatalogue, new SkuPublished(Facts!), closes: true);
}
