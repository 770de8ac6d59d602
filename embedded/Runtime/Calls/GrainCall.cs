using System.Collections.Immutable;
using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace MatchGrid.Embedded;

/// <summary>One call of a grain or an observer, from its sending to its answer.</summary>
internal abstract class GrainCall : Delivery, IInvokable
{
    protected GrainCall(GrainMethod method, GrainProxy target, object?[] arguments)
    {
        Method = method;
        Target = target;
        Arguments = arguments;
        Interleaves = method.IsAlwaysInterleave || target.Class is { IsReentrant: true };
        Source = RuntimeContext.Current as Activation;
        RequestValues = RequestContext.Current;
    }

    public GrainMethod Method { get; }

    public GrainProxy Target { get; }

    public object?[] Arguments { get; }

    /// <summary>The calling activation; null when the caller is outside.</summary>
    public Activation? Source { get; }

    public ImmutableSortedDictionary<string, object>? RequestValues { get; }

    /// <summary>When the watch first saw it, as a timestamp of the engine's clock; null before: sending reads no clock.</summary>
    public long? SeenAt { get; private set; }

    /// <summary>How often it has moved on from an activation that ended.</summary>
    public int Forwards { get; set; }

    public override bool KeepsAlive => true;

    public EmbeddedEngine Engine => Target.Engine;

    /// <summary>Whether somebody still waits for the answer.</summary>
    public abstract bool IsAwaited { get; }

    /// <summary>Whether somebody waits for the answer and has done so since before the timestamp given.</summary>
    public bool IsOverdue(long seenBefore, long now)
    {
        if (!IsAwaited)
            return false;
        SeenAt ??= now;
        return SeenAt <= seenBefore;
    }

    /// <summary>The same call once more, to which nobody listens.</summary>
    public abstract GrainCall Copy();

    /// <summary>Answers with an exception, unless answered already.</summary>
    public abstract void Fail(Exception exception);

    /// <summary>Answers in the very act of sending: nobody can be waiting yet.</summary>
    public abstract void Refuse(Exception exception);

    public object? GetTarget() => Target;

    public int GetArgumentCount() => Arguments.Length;

    public object? GetArgument(int index) => Arguments[index];

    public void SetArgument(int index, object value) => Arguments[index] = value;

    public string GetMethodName() => Method.Name;

    public string GetInterfaceName() => Method.InterfaceName;

    public MethodInfo GetMethod() => Method.Info;

    public Type GetInterfaceType() => Method.Info.DeclaringType!;

    public override string ToString() => $"{Source?.GrainId.ToString() ?? "outside"} -> {Target.GrainId} {Method.InterfaceName}.{Method.Name}";
}
