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

    /// <summary>Null until they were published; they say whether it is suspended.</summary>
    public SkuFacts? Facts { get; set; }

    /// <summary>When the suspension last changed.</summary>
    public DateTimeOffset? ChangedAt { get; set; }

    /// <summary>How often the cells were told again since.</summary>
    public int Repeated { get; set; }

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
            default:
                throw new InvalidOperationException($"no such event: {change.GetType().Name}");
        }
    }

    private void Publish() => Outbox.Add(Addresses.TheCatalogue, new SkuPublished(Facts!), closes: true);
}
