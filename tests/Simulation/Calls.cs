using MatchGrid.Journals;
using MatchGrid.Silo;

namespace MatchGrid.Tests.Simulation;

/// <summary>
/// Calls from outside, as the doors make them: an answer is taken when everything it may rest on is durable. A call that fails or never ends
/// tells nobody anything.
/// </summary>
internal sealed class Calls(GridHost host, PlantedBug bug)
{
    private List<Pending> pending = [];

    public void Ask<T>(Task<T> answer, Action<T> then) => pending.Add(new(answer, null, () => then(answer.GetAwaiter().GetResult())));

    /// <summary>Hands out answers that have come, in the order of asking.</summary>
    /// <returns>Whether anything went on.</returns>
    public bool HandOut()
    {
        var (asked, any) = (pending, false);
        pending = [];
        foreach (var call in asked)
        {
            if (!call.Answer.IsCompleted)
            {
                pending.Add(call);
                continue;
            }

            if (!call.Answer.IsCompletedSuccessfully)
            {
                _ = call.Answer.Exception; // lost, refused or timed out: whoever asked knows nothing
                any = true;
                continue;
            }

            var durable = call.Durable ?? (bug == PlantedBug.AckBeforeCommit ? Task.CompletedTask : host.Telling.ToOutsideAsync().AsTask());
            if (!durable.IsCompleted)
            {
                pending.Add(call with { Durable = durable });
                continue;
            }

            any = true;
            if (durable.IsCompletedSuccessfully)
                call.Then();
            else if (durable.Exception!.InnerException is not JournalFailedException)
                throw durable.Exception.InnerException!;
        }

        return any;
    }

    private sealed record Pending(Task Answer, Task? Durable, Action Then);
}
