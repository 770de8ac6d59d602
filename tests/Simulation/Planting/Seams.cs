using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Tests.Simulation.Linearizability;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;

namespace MatchGrid.Tests.Simulation.Planting;

/// <summary>What the simulation puts between the grains and everything else: it looks on, and makes one mistake if told so.</summary>
internal sealed class Seams(Chance chance, Mistake? mistake, Histories histories, ExclusionWatch exclusions)
{
    // The grid's own 100 rows are seldom reached within a seed.
    private readonly int snapshotRows = chance.Is(0.3) ? 100 : chance.Between(1, 20);

    public void Install(IServiceCollection services)
    {
        foreach (var outgoing in new IOutgoingGrainCallFilter?[] { histories, exclusions, mistake }.OfType<IOutgoingGrainCallFilter>())
            services.AddSingleton(outgoing);
        foreach (var incoming in new IIncomingGrainCallFilter?[] { histories, mistake }.OfType<IIncomingGrainCallFilter>())
            services.AddSingleton(incoming);
        services.AddSingleton(Journals);
    }

    private JournalServices Journals(IServiceProvider provider)
    {
        var (journal, clock) = (provider.GetRequiredService<IJournalStore>(), provider.GetRequiredService<TimeProvider>());
        return new(
            mistake is null ? journal : new MistakenJournal(journal, mistake), provider.GetRequiredService<ITelling>(),
            mistake is null ? clock : new MistakenClock(clock, mistake), provider.GetRequiredService<IIdSource>(),
            provider.GetRequiredService<GridOptions>(), provider.GetRequiredService<ILoggerFactory>()) { SnapshotRows = snapshotRows };
    }

    private sealed class MistakenJournal(IJournalStore journal, Mistake mistake) : IJournalStore
    {
        public string Epoch => journal.Epoch;

        public ValueTask<JournalHistory> ReadAsync(string grain, CancellationToken cancellationToken = default) => journal.ReadAsync(grain, cancellationToken);

        public AppendReceipt Append(string grain, long expectedVersion, ReadOnlyMemory<byte> row, DateTimeOffset? nextWake) =>
            journal.Append(grain, expectedVersion, row, nextWake);

        public void Snapshot(string grain, long version, ReadOnlyMemory<byte> state) => journal.Snapshot(grain, mistake.SnapshotAt(version), state);
    }

    private sealed class MistakenClock(TimeProvider clock, Mistake mistake) : TimeProvider
    {
        public override long TimestampFrequency => clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() - mistake.Behind;

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => clock.CreateTimer(callback, state, dueTime, period);
    }
}
