using System.Reflection;
using Orleans;
using Orleans.Concurrency;

namespace MatchGrid.Embedded;

/// <summary>What the engine knows of one method of a grain or observer interface.</summary>
internal abstract class GrainMethod
{
    private readonly MethodInvoker _invoker;

    protected GrainMethod(MethodInfo info, ReturnShape shape)
    {
        Info = info;
        Shape = shape;
        Name = info.Name;
        InterfaceName = info.DeclaringType!.FullName!;
        IsAlwaysInterleave = info.IsDefined(typeof(AlwaysInterleaveAttribute));
        IsOneWay = info.IsDefined(typeof(OneWayAttribute)) || info.DeclaringType.IsAssignableTo(typeof(IGrainObserver));
        _invoker = MethodInvoker.Create(info);
    }

    public MethodInfo Info { get; }

    public ReturnShape Shape { get; }

    public string Name { get; }

    public string InterfaceName { get; }

    public bool IsAlwaysInterleave { get; }

    public bool IsOneWay { get; }

    /// <exception cref="NotSupportedException">The method is of a form that grains cannot have.</exception>
    public static GrainMethod Of(MethodInfo info)
    {
        var returned = info.ReturnType;
        var definition = returned.IsGenericType ? returned.GetGenericTypeDefinition() : null;
        var (shape, result) = 0 switch
        {
            _ when returned == typeof(Task) => (ReturnShape.Task, typeof(NoResult)),
            _ when returned == typeof(ValueTask) => (ReturnShape.ValueTask, typeof(NoResult)),
            _ when definition == typeof(Task<>) => (ReturnShape.TaskOfResult, returned.GetGenericArguments()[0]),
            _ when definition == typeof(ValueTask<>) => (ReturnShape.ValueTaskOfResult, returned.GetGenericArguments()[0]),
            _ when returned == typeof(void) && info.DeclaringType!.IsAssignableTo(typeof(IGrainObserver)) => (ReturnShape.Nothing, typeof(NoResult)),
            _ => throw new NotSupportedException($"{info.DeclaringType}.{info.Name} must return a Task or a ValueTask."),
        };
        if (info.IsGenericMethodDefinition)
            throw new NotSupportedException($"{info.DeclaringType}.{info.Name} is generic; grain methods are not.");
        var method = (GrainMethod)Activator.CreateInstance(typeof(GrainMethod<>).MakeGenericType(result), info, shape)!;
        if (method.IsOneWay && result != typeof(NoResult))
            throw new NotSupportedException($"{info.DeclaringType}.{info.Name} is one-way and cannot have a result.");
        return method;
    }

    /// <summary>Calls through a reference.</summary>
    /// <returns>What the interface method returns.</returns>
    public abstract object? Call(GrainProxy target, object?[] arguments);

    protected object? InvokeOn(object instance, object?[] arguments) => _invoker.Invoke(instance, arguments.AsSpan());
}
