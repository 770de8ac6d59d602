namespace MatchGrid.Tests.Simulation;

internal enum FaultKind
{
    CallLost,
    ReplyLost,
    CallDelayed,
    ActivationDropped,
    ProcessCrashed,
    ClientOffline,
    SyncDelayed,
    PushLost,
    CallRepeated,
    WriteRefused,
    WriteFailed,
    ActivationDoubled,
    DiskFailed,
    ClockJumped,
}
