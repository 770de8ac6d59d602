using MatchGrid.Silo.Journals;
using Microsoft.Extensions.DependencyInjection;

namespace MatchGrid.Silo;

/// <summary>How a <see cref="GridHost"/> is started.</summary>
public sealed class GridHostOptions
{
    /// <summary>Where the log stands. Null (default): in memory, gone with the host.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Without a data folder: the journal to go on from, which an earlier host wrote. Null (default): a new one.</summary>
    public IManualJournal? Journal { get; init; }

    /// <summary>Whether a commit to the data folder survives power loss. Default: true.</summary>
    public bool SyncToDisk { get; init; } = true;

    /// <summary>
    /// False (default): threads, timers and the wake service run by themselves. True: nothing runs but in the calls of
    /// <see cref="GridHost"/>, on the caller's thread, and time stands still in between.
    /// </summary>
    public bool Pumped { get; init; }

    /// <summary>The clock. Default: the system's; pumped, a virtual one that stands at 2026-01-01.</summary>
    public TimeProvider? TimeProvider { get; init; }

    /// <summary>Null (default): ids are random, and pumped work runs first in, first out. A seed decides both: one seed, one trace.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Changes to the grid's options.</summary>
    public Action<GridOptions>? Options { get; init; }

    /// <summary>Adds or replaces services: logging, a call transport that loses calls (<c>Configure&lt;EmbeddedOptions&gt;</c>).</summary>
    public Action<IServiceCollection>? Services { get; init; }
}
