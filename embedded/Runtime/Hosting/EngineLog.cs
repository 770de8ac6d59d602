using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace MatchGrid.Embedded;

/// <summary>What the engine logs: ids and names, never arguments.</summary>
internal sealed partial class EngineLog(ILogger logger)
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "One-way call failed: {Call}")]
    public partial void OneWayFailed(GrainCall call, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Grain} could not be activated")]
    public partial void ActivationFailed(GrainId grain, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Grain} failed while it was deactivated")]
    public partial void DeactivationFailed(GrainId grain, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A timer of {Grain} failed")]
    public partial void TimerFailed(GrainId grain, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Observer} had {Limit} calls waiting and was dropped")]
    public partial void ObserverDropped(GrainId observer, int limit);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The engine stopped before {Count} activations had ended")]
    public partial void DrainCutShort(int count);
}
