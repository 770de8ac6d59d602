using Orleans.Runtime;

namespace MatchGrid.Embedded;

/// <summary>A call by its type of result.</summary>
internal sealed class GrainCall<T> : GrainCall
{
    private static readonly Task<T> NoAnswer = Task.FromResult<T>(default!);
    private readonly GrainMethod<T> _method;
    private readonly TaskCompletionSource<T>? _answer;

    public GrainCall(GrainMethod<T> method, GrainProxy target, object?[] arguments)
        : base(method, target, arguments)
    {
        _method = method;
        _answer = method.IsOneWay ? null : new();
    }

    /// <summary>Ended already when the call is one-way.</summary>
    public Task<T> Answer => _answer?.Task ?? NoAnswer;

    public override bool IsAwaited => _answer is { Task.IsCompleted: false };

    public override async Task RunAsync(Activation activation)
    {
        // Set within an async method: what the grain sets is undone when its turn returns here.
        RequestContext.Current = RequestValues;
        T result = default!;
        Exception? failure = null;
        try
        {
            result = activation.FiltersCalls
                ? await InvokeThroughFiltersAsync(activation)
                : await _method.InvokeAsync(activation.GrainInstance!, Arguments);
        }
        catch (Exception exception)
        {
            failure = exception;
        }
        activation.End(this);
        Reply(result, failure);
    }

    public override GrainCall Copy() => new GrainCall<T>(_method, Target, Arguments);

    /// <summary>Runs the call on an observer, one-way.</summary>
    public async Task RunAsync(object observer)
    {
        RequestContext.Current = RequestValues;
        try
        {
            await _method.InvokeAsync(observer, Arguments);
        }
        catch (Exception exception)
        {
            Engine.Log.OneWayFailed(this, exception);
        }
    }

    public override void Fail(Exception exception) => Publish(default!, exception);

    public override void Refuse(Exception exception)
    {
        if (_answer is null)
            Engine.Log.OneWayFailed(this, exception);
        else
            _answer.TrySetException(exception);
    }

    private async Task<T> InvokeThroughFiltersAsync(Activation activation)
    {
        var context = new IncomingCall<T>(this, _method, activation);
        await context.Invoke();
        return GrainMethod<T>.ResultOf(context);
    }

    private void Reply(T result, Exception? failure)
    {
        if (Engine.Transport is { } transport && _answer is not null)
            Carry(transport, result, failure);
        else
            Publish(result, failure);
    }

    /// <summary>Apart, so that only carried replies pay for a closure.</summary>
    private void Carry(ICallTransport transport, T result, Exception? failure) =>
        transport.Carry(new CarriedCall(this, isReply: true, () => Publish(result, failure)));

    private void Publish(T result, Exception? failure)
    {
        if (_answer is null)
        {
            if (failure is not null)
                Engine.Log.OneWayFailed(this, failure);
            return;
        }

        // A grain's continuation is queued to its activation. One from outside must not run within this activation's turn.
        if (Source is not null)
            Set(_answer, result, failure);
        else
            Engine.Scheduler.Schedule(new Publication(_answer, result, failure));
    }

    private static void Set(TaskCompletionSource<T> answer, T result, Exception? failure)
    {
        if (failure is null)
            answer.TrySetResult(result);
        else
            answer.TrySetException(failure);
    }

    private sealed class Publication(TaskCompletionSource<T> answer, T result, Exception? failure) : IThreadPoolWorkItem
    {
        public void Execute() => Set(answer, result, failure);
    }
}
