using MatchGrid.Silo;

namespace MatchGrid.Replay.Running;

/// <summary>Calls on a pumped grid, and what is done with their answers: on this thread, in the order of asking.</summary>
internal sealed class PendingCalls(GridHost host)
{
    private List<Call> calls = [];

    public void Add<T>(Task<T> answer, Action<T> then) => calls.Add(new(answer, () => then(answer.GetAwaiter().GetResult())));

    public void Add(Task done) => calls.Add(new(done, () => done.GetAwaiter().GetResult()));

    /// <summary>Runs the grid until idle and hands out answers, until there is no answer any more. What still waits for time to pass stays.</summary>
    public void Settle()
    {
        do
            host.RunUntilIdle();
        while (HandOut());
    }

    private bool HandOut()
    {
        if (!calls.Exists(static call => call.Answer.IsCompleted))
            return false;
        var asked = calls;
        calls = [];
        foreach (var call in asked)
        {
            if (call.Answer.IsCompleted)
                call.Then();
            else
                calls.Add(call);
        }

        return true;
    }

    private readonly record struct Call(Task Answer, Action Then);
}
