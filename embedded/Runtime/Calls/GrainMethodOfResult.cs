using System.Reflection;
using Orleans;

namespace MatchGrid.Embedded;

/// <summary>A method by its type of result, <see cref="NoResult"/> when it has none.</summary>
internal sealed class GrainMethod<T>(MethodInfo info, ReturnShape shape) : GrainMethod(info, shape)
{
    public override object? Call(GrainProxy target, object?[] arguments)
    {
        var answer = target.Engine.OutgoingFilters.Length == 0 || target.IsObserver
            ? Send(target, arguments)
            : SendThroughFiltersAsync(target, arguments);
        return Shape switch
        {
            ReturnShape.Nothing => null,
            ReturnShape.ValueTask => new ValueTask(answer),
            ReturnShape.ValueTaskOfResult => new ValueTask<T>(answer),
            _ => answer,
        };
    }

    public Task<T> Send(GrainProxy target, object?[] arguments)
    {
        var call = new GrainCall<T>(this, target, arguments);
        target.Engine.Send(call);
        return call.Answer;
    }

    /// <summary>Runs the method on a grain or an observer.</summary>
    public ValueTask<T> InvokeAsync(object instance, object?[] arguments)
    {
        var returned = InvokeOn(instance, arguments);
        return Shape switch
        {
            ReturnShape.TaskOfResult => new((Task<T>)returned!),
            ReturnShape.ValueTaskOfResult => (ValueTask<T>)returned!,
            ReturnShape.Task => WithoutResult((Task)returned!),
            ReturnShape.ValueTask => WithoutResult(((ValueTask)returned!).AsTask()),
            _ => default,
        };
    }

    /// <summary>The result after the filters, which may have replaced it.</summary>
    public static T ResultOf(IGrainCallContext context) => context.Result switch
    {
        T result => result,
        null => default!,
        var other => throw new InvalidCastException($"A filter replaced the result of {context.MethodName} by a {other.GetType()}."),
    };

    private static ValueTask<T> WithoutResult(Task task)
    {
        return task.IsCompletedSuccessfully ? default : AwaitAsync(task);

        static async ValueTask<T> AwaitAsync(Task task)
        {
            await task;
            return default!;
        }
    }

    private async Task<T> SendThroughFiltersAsync(GrainProxy target, object?[] arguments)
    {
        var context = new OutgoingCall<T>(this, target, arguments);
        await context.Invoke();
        return ResultOf(context);
    }
}
