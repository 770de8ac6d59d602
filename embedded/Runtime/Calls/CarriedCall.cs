using Orleans.Runtime;

namespace MatchGrid.Embedded;

/// <summary>A call, or the reply to one, in the hands of an <see cref="ICallTransport"/>. One that is never delivered is lost.</summary>
public sealed class CarriedCall
{
    private readonly GrainCall _call;
    private Action? _deliver;

    internal CarriedCall(GrainCall call, bool isReply, Action deliver)
    {
        _call = call;
        Source = call.Source?.GrainId;
        Target = call.Target.GrainId;
        InterfaceName = call.Method.InterfaceName;
        MethodName = call.Method.Name;
        IsReply = isReply;
        _deliver = deliver;
    }

    /// <summary>Who made the call; null when it is not a grain.</summary>
    public GrainId? Source { get; }

    /// <summary>Who was called.</summary>
    public GrainId Target { get; }

    public string InterfaceName { get; }

    public string MethodName { get; }

    /// <summary>Whether this is the way back, from target to source.</summary>
    public bool IsReply { get; }

    /// <summary>Delivers. Only the first delivery counts.</summary>
    public void Deliver() => Interlocked.Exchange(ref _deliver, null)?.Invoke();

    /// <summary>Delivers a call once more, as a network does that repeats itself: nobody hears what comes of it.</summary>
    public void DeliverAgain()
    {
        if (!IsReply)
            _call.Engine.Deliver(_call.Copy());
    }

    /// <summary>Delivers a call to the activation that <see cref="EmbeddedEngine.DoubleActivation"/> set aside.</summary>
    /// <returns>False when there is none: nothing was delivered.</returns>
    public bool TryDeliverAside()
    {
        if (IsReply || !_call.Engine.HasAside(Target) || Interlocked.Exchange(ref _deliver, null) is null)
            return false;
        _call.Engine.DeliverAside(_call);
        return true;
    }
}
