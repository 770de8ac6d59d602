using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>A document was changed by another since it was read.</summary>
public class InconsistentStateException : OrleansException
{
    public InconsistentStateException(string message)
        : base(message)
    {
    }

    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
        : base(errorMsg)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>The version in the store.</summary>
    public string? StoredEtag { get; }

    /// <summary>The version that the writer had read.</summary>
    public string? CurrentEtag { get; }
}
