namespace MatchGrid.Tests.Simulation;

/// <summary>Mistakes made on purpose: each must be caught, or the simulation proves nothing.</summary>
internal enum PlantedBug
{
    None,

    /// <summary>Answers leave before they are durable.</summary>
    AckBeforeCommit,

    /// <summary>Some appends forget when their grain is to be woken.</summary>
    WakeRowLost,

    /// <summary>Cells tell their parents nothing.</summary>
    PresenceNotToldUpward,

    /// <summary>After a restart, markets tell their cells nothing.</summary>
    InterestLostAtRestart,

    /// <summary>A device that comes back asks from one entry too late.</summary>
    InboxCursorOffByOne,

    /// <summary>Every third push is lost, and the next is shown all the same.</summary>
    PushShownAcrossAGap,
}
