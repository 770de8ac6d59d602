using MatchGrid.Identifiers;
using MatchGrid.Patients;
using MatchGrid.Replay.Conduct;
using MatchGrid.Replay.Demand;

namespace MatchGrid.Replay.Running;

/// <summary>
/// The patients of a replay as clients: each keeps the number of its last inbox entry and what it is going to do. All of it follows from the
/// inboxes, so after a restart reading them again brings it back.
/// </summary>
internal sealed class Patients(DemandPlan plan, People people, Tally tally)
{
    private readonly string?[] epochs = new string?[plan.Count];
    private readonly long[] last = new long[plan.Count];
    private readonly bool[] matched = new bool[plan.Count];

    /// <summary>Entries that did not follow the one before.</summary>
    public long Gaps { get; private set; }

    public (string? Epoch, long After) PositionOf(int patient) => (epochs[patient], last[patient]);

    /// <summary>Takes in a page of an inbox and says what the patient and the pharmacist are going to do about it, as of the last entry.</summary>
    public IReadOnlyList<Step> Read(int patient, InboxPage page)
    {
        if (page.Entries.Length == 0)
            return [];
        epochs[patient] = page.Epoch;
        var steps = new List<Step>();
        foreach (var entry in page.Entries)
        {
            if (entry.Number <= last[patient])
                continue;
            if (entry.Number != last[patient] + 1)
                Gaps++;
            last[patient] = entry.Number;
            var notice = entry.Notice;
            tally.Count(notice, notice.Kind == NoticeKind.Held && !matched[patient], plan.AtOf(patient));
            matched[patient] |= notice.Kind == NoticeKind.Held;
            Settle(steps, notice);
            steps.AddRange(people.Told(patient, notice));
        }

        return steps;
    }

    // What a later entry of the same page has overtaken is not done any more.
    private static void Settle(List<Step> steps, PatientNotice notice)
    {
        if (notice.Kind == NoticeKind.Cancelled)
            steps.Clear();
        else if (notice.Kind == NoticeKind.Expired)
            steps.RemoveAll(step => step.Kind is StepKind.Accept or StepKind.Decline);
        else if (notice.Kind == NoticeKind.SetAside)
            steps.RemoveAll(step => step.Kind == StepKind.SetAside && step.Match?.Id == notice.Match?.Id);
        else if (notice.Kind != NoticeKind.Held)
            steps.RemoveAll(step => step.Match?.Id == notice.Match?.Id && (notice.Kind != NoticeKind.Accepted || step.Kind != StepKind.SetAside));
    }
}
