using MatchGrid.Requests;

namespace MatchGrid.Replay.Conduct;

/// <summary>Something a person is going to do.</summary>
/// <param name="Patient">Index of the patient in the demand plan.</param>
/// <param name="Match">The match it is about; null for a cancellation.</param>
public sealed record Step(DateTimeOffset At, StepKind Kind, int Patient, Match? Match);

/// <summary>What people do.</summary>
public enum StepKind
{
    Accept = 0,
    Decline = 1,
    Cancel = 2,

    /// <summary>The pharmacist takes the packs in hand.</summary>
    SetAside = 3,

    /// <summary>The patient comes and shows the code.</summary>
    Collect = 4,

    /// <summary>The patient comes, and the pharmacist finds nothing.</summary>
    NotThere = 5,
}
