using Orleans.Runtime;

namespace Orleans;

/// <summary>Base of grain classes. Made by the engine only; one turn runs at a time.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    private readonly IActivationContext? _context;

    /// <exception cref="InvalidOperationException">The grain was made with <c>new</c> instead of by the engine.</exception>
    protected Grain()
        : this(RuntimeContext.Current ?? throw new InvalidOperationException("A grain is made by the engine, not with new."))
    {
    }

    protected Grain(IGrainContext grainContext) => _context = (IActivationContext)grainContext;

    public IGrainContext GrainContext => _context!;

    public GrainReference GrainReference => _context!.GrainReference;

    /// <summary>The grain's id as text, <c>type/key</c>.</summary>
    public string IdentityString => _context!.GrainId.ToString();

    protected IGrainFactory GrainFactory => _context!.GrainFactory;

    protected internal IServiceProvider ServiceProvider => _context!.ActivationServices;

    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Deactivates this activation once the running calls have ended. Calls that arrive meanwhile go to the next activation.</summary>
    protected void DeactivateOnIdle() =>
        _context!.Deactivate(new(DeactivationReasonCode.ApplicationRequested, $"{nameof(DeactivateOnIdle)} was called."));

    /// <summary>Keeps this activation for at least that long although idle; zero or less takes an earlier wish back.</summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => _context!.DelayDeactivation(timeSpan);
}
