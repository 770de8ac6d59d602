using MatchGrid.Journals;
using MatchGrid.Messages;
using MatchGrid.Requests;

namespace MatchGrid.Replay.Checking;

/// <summary>A request folded from its journal, with everything that it ever told its patient and the feed.</summary>
/// <param name="Complete">False when its oldest rows stand in a snapshot only: then the trails begin later.</param>
internal sealed record StoredRequest(RequestState State, LetterTrail Notices, LetterTrail Events, bool Complete, DateTimeOffset? LastEventAt)
{
    public static async ValueTask<StoredRequest> ReadAsync(IJournalReader journal, string grain)
    {
        var history = await journal.ReadAsync(grain);
        var (notices, events) = (new LetterTrail(), new LetterTrail());
        var state = history.Snapshot is { } snapshot ? RequestJson.Codec.DecodeState(snapshot) : new RequestState();
        DateTimeOffset? last = null;
        Follow(state.Outbox, after: 0, notices, events);
        foreach (var bytes in history.Rows)
        {
            var row = RequestJson.Codec.DecodeRow(bytes);
            var before = state.Outbox.Last;
            state.Apply(row);
            Follow(state.Outbox, before, notices, events);
            last = row.Events is { Length: > 0 } changes ? changes[^1].At : last;
        }

        return new(state, notices, events, history.SnapshotVersion == 0, last);
    }

    private static void Follow(Outbox outbox, long after, LetterTrail notices, LetterTrail events)
    {
        if (outbox.Last == after)
            return;
        foreach (var letter in outbox.Receivers.SelectMany(outbox.For).Where(letter => letter.Number > after))
        {
            if (letter.Body is PatientTold told)
                notices.Add(letter.Number, Told.Of(told.Notice));
            else if (letter.Body is Recorded recorded)
            {
                foreach (var match in recorded.Events)
                    events.Add(letter.Number, Told.Of(match));
            }
        }
    }
}
