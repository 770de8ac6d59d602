using System.Reflection;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace MatchGrid.Embedded;

/// <summary>A call on its way through the filters on the caller's side.</summary>
internal sealed class OutgoingCall<T>(GrainMethod<T> method, GrainProxy target, object?[] arguments) : IOutgoingGrainCallContext, IInvokable
{
    private readonly Activation? _source = RuntimeContext.Current as Activation;
    private int _next;

    public IInvokable Request => this;

    public object Grain => target;

    public GrainId? SourceId => _source?.GrainId;

    public GrainId TargetId => target.GrainId;

    public string InterfaceName => method.InterfaceName;

    public string MethodName => method.Name;

    public MethodInfo InterfaceMethod => method.Info;

    public IGrainContext? SourceContext => _source;

    public object? Result { get; set; }

    public Task Invoke()
    {
        var filters = target.Engine.OutgoingFilters;
        var next = _next++;
        return next < filters.Length ? filters[next].Invoke(this) : SendAsync();
    }

    public object? GetTarget() => target;

    public int GetArgumentCount() => arguments.Length;

    public object? GetArgument(int index) => arguments[index];

    public void SetArgument(int index, object value) => arguments[index] = value;

    public string GetMethodName() => method.Name;

    public string GetInterfaceName() => method.InterfaceName;

    public MethodInfo GetMethod() => method.Info;

    public Type GetInterfaceType() => method.Info.DeclaringType!;

    private async Task SendAsync()
    {
        var result = await method.Send(target, arguments);
        Result = result is NoResult ? null : result;
    }
}
