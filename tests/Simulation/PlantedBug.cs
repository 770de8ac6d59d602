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

    /// <summary>A hold that is asked for twice is placed twice.</summary>
    HoldWithoutIdempotence,

    /// <summary>A request that waits again is not registered again.</summary>
    ReRegistrationLost,

    /// <summary>A hold that is given back twice frees its packs twice.</summary>
    DoubleRelease,

    /// <summary>Deadlines are looked at by a clock that stands still while the process is down.</summary>
    ExpiryOnTheWrongClock,

    /// <summary>A count that is older than the newest is taken for a new one.</summary>
    StaleStockOverwritesNewer,

    /// <summary>Letters count as taken once they are sent.</summary>
    OutboxClearedBeforeDelivery,

    /// <summary>Neither request nor market remembers which pharmacies have had their turn.</summary>
    ExcludedPharmacyForgotten,

    /// <summary>A request that waits again does so from now on, and not from its old place.</summary>
    PlaceLostAtReQueue,

    /// <summary>A snapshot already holds the row after the position it is stored under.</summary>
    SnapshotNewerThanItsPosition,

    /// <summary>A market forgets the requests that said they were busy.</summary>
    BusyRequestForgotten,

    /// <summary>A count from before a hand-over that comes in after it brings the packs back.</summary>
    LateCountAfterAHandOverAccepted,

    /// <summary>A late letter undoes what a newer one has said of a membership.</summary>
    OlderMembershipUndoesNewer,

    /// <summary>Where a grain is there twice for a while, its log takes the rows of both.</summary>
    TwoActivationsAcknowledge,
}
