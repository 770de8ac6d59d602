using MatchGrid.Identifiers;
using MatchGrid.Pharmacies;
using Orleans;

namespace MatchGrid.Tests.Simulation.Planting;

/// <summary>
/// Notes the holds that requests ask for at pharmacies that had their turn in this wait: none of them may become a match. What was asked for
/// before the turn was over may.
/// </summary>
internal sealed class ExclusionWatch(Shadow shadow) : IOutgoingGrainCallFilter
{
    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.MethodName == nameof(IPharmacyGrain.HoldAsync) && context.Request.GetArgument(0) is HoldCommand command
            && shadow.Requests.TryGetValue(command.Request.Value, out var request)
            && request.Excluded.Contains(new PharmacyId(context.TargetId.Key.ToString()!)))
            shadow.AskedInVain[command.Id] = shadow.FreshStarts.GetValueOrDefault(command.Request.Value);
        return context.Invoke();
    }
}
