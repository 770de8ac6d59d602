using System.Reflection;
using Orleans.Runtime;

namespace MatchGrid.Embedded;

/// <summary>How an <see cref="EmbeddedEngine"/> runs.</summary>
public sealed class EmbeddedOptions
{
    /// <summary>Where grain classes are looked for.</summary>
    public IList<Assembly> GrainAssemblies { get; } = [];

    /// <summary>Grain classes besides those of the assemblies.</summary>
    public IList<Type> GrainClasses { get; } = [];

    /// <summary>How long a caller waits for an answer. Default: 30 s. It is told up to two seconds, or a fifth of this, later.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an activation that nobody uses stays, to within <see cref="CollectionInterval"/>. Default: 15 min. <see cref="Timeout.InfiniteTimeSpan"/>: for ever.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The same for single grain classes.</summary>
    public IDictionary<Type, TimeSpan> CollectionAges { get; } = new Dictionary<Type, TimeSpan>();

    /// <summary>How often idle activations are looked for. Default: 1 min.</summary>
    public TimeSpan CollectionInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many calls may wait for one observer; one more, and the observer is dropped. Default: 1,024.</summary>
    public int ObserverQueueLimit { get; set; } = 1024;

    /// <summary>How long a stop waits for running turns and deactivations before it drops what is left. Default: 30 s.</summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many turns an activation runs before others get the thread. Default: 32. One gives a simulator the finest choice.</summary>
    public int TurnsPerWorkItem { get; set; } = 32;

    /// <summary>What runs the activations. Default: the thread pool.</summary>
    public IWorkScheduler Scheduler { get; set; } = new ThreadPoolWorkScheduler();

    /// <summary>What carries the calls. Default: nothing, they are delivered at once.</summary>
    public ICallTransport? Transport { get; set; }
}
