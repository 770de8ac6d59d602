using MatchGrid.Feed;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Markets;
using MatchGrid.Messages;
using MatchGrid.Patients;
using MatchGrid.Pharmacies;

namespace MatchGrid.Replay.Checking;

/// <summary>What a request's journal is compared with: everything else that is stored, folded.</summary>
internal sealed class StoredGrid
{
    public SortedDictionary<PharmacyId, PharmacyState> Pharmacies { get; } = [];

    public Dictionary<MarketId, MarketState> Markets { get; } = [];

    /// <summary>By partition.</summary>
    public SortedDictionary<int, FeedState> Feeds { get; } = [];

    /// <summary>Feed entries by request.</summary>
    public Dictionary<RequestId, Kept> FeedOf { get; } = [];

    /// <summary>Inbox entries by request.</summary>
    public Dictionary<RequestId, Kept> InboxOf { get; } = [];

    /// <summary>Patients whose inbox no longer begins with number 1.</summary>
    public HashSet<PatientId> Trimmed { get; } = [];

    public static async ValueTask<TState> FoldAsync<TState, TEvent>(IJournalReader journal, string grain, JournalCodec<TState, TEvent> codec)
        where TState : JournalledState<TEvent>, new()
    {
        var history = await journal.ReadAsync(grain);
        var state = history.Snapshot is { } snapshot ? codec.DecodeState(snapshot) : new TState();
        foreach (var row in history.Rows)
            state.Apply(codec.DecodeRow(row));
        return state;
    }

    public void Add(int partition, FeedState feed)
    {
        Feeds.Add(partition, feed);
        foreach (var entry in feed.Entries.Where(entry => entry.Event.IsOfRequest))
            KeptOf(FeedOf, entry.Event.Request, feed.LastFrom).Entries.Add(Told.Of(entry.Event));
    }

    public void Add(PatientId id, PatientState patient)
    {
        if (patient.First > 1)
            Trimmed.Add(id);
        foreach (var entry in patient.Inbox ?? [])
            KeptOf(InboxOf, entry.Notice.Request, patient.LastFrom).Entries.Add(Told.Of(entry.Notice));
    }

    private static Kept KeptOf(Dictionary<RequestId, Kept> all, RequestId request, Func<string, long> markOf)
    {
        if (!all.TryGetValue(request, out var kept))
            all.Add(request, kept = new([], markOf(Addresses.Of(request))));
        return kept;
    }
}
