using System.Reflection;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace MatchGrid.Embedded;

/// <summary>A call on its way through the filters on the grain's side.</summary>
internal sealed class IncomingCall<T>(GrainCall<T> call, GrainMethod<T> method, Activation activation) : IIncomingGrainCallContext
{
    private int _next;

    public IInvokable Request => call;

    public object Grain => activation.GrainInstance!;

    public GrainId? SourceId => call.Source?.GrainId;

    public GrainId TargetId => activation.GrainId;

    public string InterfaceName => method.InterfaceName;

    public string MethodName => method.Name;

    public MethodInfo InterfaceMethod => method.Info;

    public MethodInfo ImplementationMethod => activation.Class.ImplementationOf(method.Info);

    public IGrainContext TargetContext => activation;

    public object? Result { get; set; }

    public Task Invoke()
    {
        var filters = call.Engine.IncomingFilters;
        var next = _next++;
        if (next < filters.Length)
            return filters[next].Invoke(this);
        if (next == filters.Length && Grain is IIncomingGrainCallFilter own)
            return own.Invoke(this);
        return InvokeGrainAsync();
    }

    private async Task InvokeGrainAsync()
    {
        var result = await method.InvokeAsync(Grain, call.Arguments);
        Result = result is NoResult ? null : result;
    }
}
