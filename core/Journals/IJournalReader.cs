namespace MatchGrid.Journals;

/// <summary>Reads the durable history of every journalled grain.</summary>
public interface IJournalReader
{
    /// <summary>The newest snapshot of a grain and every row after it; version 0 and nothing else for a grain never written.</summary>
    ValueTask<JournalHistory> ReadAsync(string grain, CancellationToken cancellationToken = default);
}
