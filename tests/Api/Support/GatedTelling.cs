using MatchGrid.Journals;

namespace MatchGrid.Tests.Api.Support;

/// <summary>Lets a test decide when the outside may be told.</summary>
public sealed class GatedTelling : ITelling
{
    private readonly Lock access = new();
    private TaskCompletionSource open = Done();
    private TaskCompletionSource asked = new();
    private TaskCompletionSource askedTwice = new();
    private int asks;

    /// <summary>Completes when somebody has asked since the gate was closed.</summary>
    public Task Asked => asked.Task.WaitAsync(ApiUnderTest.Patience);

    public Task AskedTwice => askedTwice.Task.WaitAsync(ApiUnderTest.Patience);

    public void Close()
    {
        lock (access)
            (open, asked, askedTwice, asks) = (new(TaskCreationOptions.RunContinuationsAsynchronously), new(), new(), 0);
    }

    public void Open()
    {
        lock (access)
            open.TrySetResult();
    }

    public void Fail()
    {
        lock (access)
        {
            open = new();
            open.SetException(new JournalFailedException("The disk is gone."));
        }
    }

    public ValueTask ToGrainsAsync(AppendReceipt receipt) => ValueTask.CompletedTask;

    public ValueTask ToOutsideAsync()
    {
        lock (access)
        {
            asks++;
            asked.TrySetResult();
            if (asks == 2)
                askedTwice.TrySetResult();
            return new(open.Task);
        }
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }
}
