namespace MatchGrid.Embedded;

/// <summary>Where an activation stands between its first call and its end.</summary>
internal enum Phase : byte
{
    /// <summary>Not yet begun.</summary>
    New,

    /// <summary>Being constructed, reading its state, in OnActivateAsync.</summary>
    Starting,

    Active,

    /// <summary>Starts no more calls and waits for the running ones.</summary>
    Ending,

    /// <summary>In OnDeactivateAsync.</summary>
    Leaving,

    Gone,
}
