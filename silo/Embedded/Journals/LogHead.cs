namespace MatchGrid.Silo.Journals;

/// <summary>Where the history of one grain stands. There may be millions: 80 bytes each, its name apart.</summary>
internal sealed class LogHead(int id, string name)
{
    public const long NoWake = long.MaxValue;

    /// <summary>What rows call the grain; counts from 1 in the order of first appends.</summary>
    public int Id { get; } = id;

    /// <summary>The number of the round (<see cref="LogHeads.TakeChanged"/>) in which it last changed.</summary>
    public int ChangedInRound { get; set; }

    public string Name { get; } = name;

    public long Version { get; set; }

    /// <summary>Position of the row of that version; 0 without one.</summary>
    public long Last { get; set; }

    public long SnapshotVersion { get; set; }

    /// <summary>Position of the newest snapshot; 0 without one.</summary>
    public long SnapshotPosition { get; set; }

    /// <summary>What its last row asked for: Unix milliseconds, or <see cref="NoWake"/>.</summary>
    public long Wake { get; set; } = NoWake;

    /// <summary>When it is poked: its wake, or later when it was put off.</summary>
    public long Poke { get; set; } = NoWake;
}
