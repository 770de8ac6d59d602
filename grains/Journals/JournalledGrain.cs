using System.Collections.Immutable;
using MatchGrid.Identifiers;
using MatchGrid.Messages;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace MatchGrid.Journals;

/// <summary>
/// A grain whose state is a fold over its journal. A turn decides, appends and evolves synchronously; what was decided is told
/// when <see cref="ITelling"/> allows it.
/// </summary>
/// <remarks>
/// Reentrant, and safe so: state changes only inside <see cref="Commit"/>, which never awaits, so calls that interleave see a state
/// between two decisions, never inside one. Work that spans calls is explicit state of the grain, never a local variable across an await
/// that is trusted afterwards without looking again.
/// </remarks>
[Reentrant]
public abstract partial class JournalledGrain<TState, TEvent>(JournalServices services, JournalCodec<TState, TEvent> codec, string kind)
    : Grain, INotified, IWakeable
    where TState : JournalledState<TEvent>, new()
{
    private static readonly TimeSpan LongestResend = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ForgetPeriod = TimeSpan.FromMinutes(1);

    // Both are null most of the time: there are many grains.
    private Dictionary<string, InFlight>? inFlight;
    private List<TakenMark>? unrecordedTaken;
    private string? address;
    private Exception? dead;
    private long snapshotVersion;
    private long snapshotBytes;
    private long tailBytes;
    private AppendReceipt lastReceipt = new(0, 0, Task.CompletedTask);

    protected JournalServices Services => services;

    protected GridOptions Options => services.Options;

    protected TState State { get; private set; } = new();

    /// <summary>Rows so far; also the position under which others order what this grain says.</summary>
    protected long Version { get; private set; }

    protected DateTimeOffset Now => services.Time.GetUtcNow();

    /// <inheritdoc cref="JournalServices.Steady"/>
    protected DateTimeOffset Steady => services.Steady;

    protected string Key => this.GetPrimaryKeyString();

    protected string Address => address ??= $"{kind}/{Key}";

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var history = await services.Journal.ReadAsync(Address, cancellationToken);
        var isErased = false;
        if (history.Snapshot is { } snapshot)
        {
            var opened = Open(snapshot);
            isErased = opened is null;
            State = opened is { } state ? codec.DecodeState(state) : new();
            snapshotBytes = snapshot.Length;
        }

        foreach (var bytes in history.Rows)
        {
            var opened = Open(bytes);
            isErased = opened is null;
            if (opened is { } row)
                State.Apply(codec.DecodeRow(row));
            else
                State = new(); // nobody can read it any more: what came before it is gone too
            tailBytes += bytes.Length;
        }

        Version = history.Version;
        snapshotVersion = history.SnapshotVersion;
        if (isErased)
            BeginAnew();
        // What was written before there were keys goes on under one.
        if (services.PatientKeys is { } keys && WrittenUnder is { } owner)
            await keys.EnsureAsync(owner);
        OnLoaded();
        SendLetters();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (dead is null && unrecordedTaken is not null)
            Commit([]);
        return Task.CompletedTask;
    }

    public async Task DeliverAsync(Delivery delivery)
    {
        var last = State.LastFrom(delivery.From);
        var known = 0;
        while (known < delivery.Letters.Length && delivery.Letters[known].Number <= last)
            known++;
        if (known < delivery.Letters.Length)
            Take(delivery.From, known == 0 ? delivery.Letters : delivery.Letters[known..]);
        await ToldAsync();
        services.Deliveries.TellTaken(GrainFactory, delivery.From, Address, Math.Max(last, delivery.Letters[^1].Number));
    }

    public Task TakenAsync(string receiver, long upTo)
    {
        // Recorded with the next append: until then a crash only sends again what the receiver knows to skip.
        if (State.Outbox.Taken(receiver, upTo))
            (unrecordedTaken ??= []).Add(new(receiver, upTo));
        if (inFlight is not null && inFlight.Remove(receiver) && inFlight.Count == 0)
            inFlight = null;
        if (State.Outbox.For(receiver).Count > 0)
            SendLetters();
        return Task.CompletedTask;
    }

    public async Task WakeAsync()
    {
        await OnWakeAsync();
        if (dead is null && unrecordedTaken is not null)
            Commit([]);
        SendLetters();
    }

    /// <summary>Called once when the state is there, before the first call.</summary>
    protected virtual void OnLoaded()
    {
    }

    /// <summary>Called when something was committed, after the state changed; for soft state that follows it.</summary>
    protected virtual void OnCommitted(IReadOnlyList<TEvent> events)
    {
    }

    /// <summary>Acts on deadlines that have passed.</summary>
    protected virtual Task OnWakeAsync() => Task.CompletedTask;

    /// <summary>
    /// Commits letters that were not taken before, oldest first: each by itself, since what it means may depend on the one before.
    /// </summary>
    protected virtual void Take(string from, ImmutableArray<Letter> letters)
    {
        foreach (var letter in letters)
            Commit(Receive(from, letter), new(from, letter.Number, letter.Closes ? Steady : null));
    }

    /// <summary>What a letter means to this grain: events, or none.</summary>
    protected virtual IReadOnlyList<TEvent> Receive(string from, Letter letter) => [];

    /// <summary>
    /// Whether somebody has taken a letter of this grain that this activation does not know of: on a cluster that was split, another has written. Then
    /// this one ends, and the next reads what stands.
    /// </summary>
    protected bool IsBehind(long letter)
    {
        if (letter <= State.Outbox.Last)
            return false;
        var exception = new InvalidOperationException($"{Address} was there twice, and letter {letter} is of the other");
        LogDead(services.Log, Address, exception);
        Die(exception);
        return true;
    }

    /// <summary>Called when this activation says nothing more: what waits inside of it is to fail, or it would never end.</summary>
    protected virtual void OnDied(Exception why)
    {
    }

    /// <summary>How long a sender that closed is remembered. Default: an hour.</summary>
    protected virtual TimeSpan ForgetAfter => TimeSpan.FromHours(1);

    /// <summary>The patient under whose key everything here is written; null for nobody's.</summary>
    protected virtual PatientId? Owner => null;

    /// <summary>Under whose key everything here is written: the patient's, where nothing else is said; null for nobody's.</summary>
    protected virtual KeyOwner? WrittenUnder => Owner is { } patient ? KeyOwner.Of(patient) : null;

    /// <summary>Lets go of what is in memory of an erased patient. The next activation finds that its journal cannot be read.</summary>
    protected void Forget()
    {
        Die(new KeyDestroyedException());
        State = new();
    }

    /// <summary>Rows after the last snapshot at which a grain that is over is folded together.</summary>
    protected virtual int LastSnapshotRows => services.LastSnapshotRows;

    /// <summary>Appends a decision and applies it, in one go. Everything this grain says next waits in <see cref="ToldAsync"/>.</summary>
    protected void Commit(IReadOnlyList<TEvent> events, ReceivedMark? received = null)
    {
        if (dead is not null)
            throw new InvalidOperationException($"{Address} lost its place in the journal", dead);
        if (events.Count == 0 && received is null && unrecordedTaken is null)
            return;
        var row = new JournalRow<TEvent>(
            events.Count == 0 ? null : [.. events],
            unrecordedTaken?.ToArray(),
            received is { } mark ? [mark] : null,
            Forgettable());
        try
        {
            var bytes = codec.EncodeRow(row);
            unrecordedTaken = null;
            State.Apply(row);
            bytes = Sealed(bytes);
            lastReceipt = services.Journal.Append(Address, Version, bytes, NextWake());
            Version = lastReceipt.Version;
            tailBytes += bytes.Length;
        }
        catch (Exception exception)
        {
            // State and journal may differ from here on: this activation says nothing more.
            LogDead(services.Log, Address, exception);
            Die(exception);
            throw;
        }

        SnapshotIfDue();
        OnCommitted(events);
        SendLetters();
    }

    /// <summary>
    /// Completes when everything committed so far may be told to other grains. By then there may be more that may not: an answer is made before
    /// it is awaited.
    /// </summary>
    protected ValueTask ToldAsync()
    {
        if (dead is not null)
            throw new InvalidOperationException($"{Address} lost its place", dead);
        var told = services.Telling.ToGrainsAsync(lastReceipt);
        return told.IsCompletedSuccessfully ? told : ToldOrDeadAsync(told);
    }

    // Nobody else may be waiting: without this an activation that has nothing more to write would refuse every call and live on.
    private async ValueTask ToldOrDeadAsync(ValueTask told)
    {
        try
        {
            await told;
        }
        catch (JournalFailedException exception)
        {
            Die(exception);
            throw;
        }
    }

    /// <summary>Appends a decision and returns its answer once it may be told.</summary>
    protected async ValueTask<TReply> CommitAsync<TReply>(Decision<TEvent, TReply> decision)
    {
        Commit(decision.Events);
        await ToldAsync();
        return decision.Reply;
    }

    private void Die(Exception why)
    {
        if (dead is not null)
            return;
        dead = why;
        DeactivateOnIdle();
        OnDied(why);
    }

    private ReadOnlyMemory<byte> Sealed(ReadOnlyMemory<byte> bytes) =>
        services.PatientKeys is { } keys && WrittenUnder is { } owner ? keys.Seal(owner, bytes) : bytes;

    private ReadOnlyMemory<byte>? Open(ReadOnlyMemory<byte> stored) => services.PatientKeys is { } keys ? keys.Open(stored) : stored;

    // What cannot be read is folded away, and asks for no wake.
    private void BeginAnew()
    {
        State = new();
        lastReceipt = services.Journal.Append(Address, Version, codec.EncodeRow(new JournalRow<TEvent>(null)), null);
        Version = lastReceipt.Version;
        services.Journal.Snapshot(Address, Version, codec.EncodeState(State));
        (snapshotVersion, snapshotBytes, tailBytes) = (Version, 0, 0);
    }

    private DateTimeOffset? NextWake()
    {
        var deadline = State.Deadline;
        if (State.Outbox.IsEmpty)
            return deadline;
        var outbox = Now + Options.OutboxWake;
        return deadline < outbox ? deadline : outbox;
    }

    // A sender that closed repeats itself until it is told that its letter was taken, every 30 s at least; and once more after a restart of
    // the process, within seconds. So nobody is forgotten before the process has been up for as long. A minute's worth at a time, so that
    // few rows say it.
    private DateTimeOffset? Forgettable()
    {
        var before = Steady - ForgetAfter;
        return services.StartedAt <= before && State.Inbound.FirstClosedAt() < before - ForgetPeriod ? before : null;
    }

    private void SnapshotIfDue()
    {
        // What is over is folded together once, when its last letter was taken.
        var last = State.IsOver && State.Outbox.IsEmpty && Version - snapshotVersion >= LastSnapshotRows;
        if (!last && (Version - snapshotVersion < services.SnapshotRows || tailBytes < 2 * snapshotBytes))
            return;
        var bytes = Sealed(codec.EncodeState(State));
        services.Journal.Snapshot(Address, Version, bytes);
        snapshotVersion = Version;
        snapshotBytes = bytes.Length;
        tailBytes = 0;
    }

    // One delivery at a time per receiver, all its letters in order: so the receiver needs one number per sender. What is not taken is sent
    // again when the wake that every append with letters sets comes round.
    private void SendLetters()
    {
        if (State.Outbox.IsEmpty || dead is not null)
            return;
        if (IsTold)
            SendNow(State.Outbox.Last);
        else
            SendWhenTold(State.Outbox.Last);
    }

    // Those after it rest on rows of their own.
    private void SendWhenTold(long upTo) => WhenTold(() => SendNow(upTo));

    /// <summary>Whether everything committed so far may be told to other grains.</summary>
    protected internal bool IsTold => services.Telling.ToGrainsAsync(lastReceipt).IsCompletedSuccessfully;

    /// <summary>
    /// Takes a step when everything committed so far may be told to other grains: at once, where that is so already. By then there may be more
    /// that may not: what the step says is made before.
    /// </summary>
    protected internal void WhenTold(Action step)
    {
        var told = services.Telling.ToGrainsAsync(lastReceipt);
        if (told.IsCompletedSuccessfully)
            step();
        else
            _ = StepWhenToldAsync(told, step);
    }

    private async Task StepWhenToldAsync(ValueTask told, Action step)
    {
        try
        {
            await ToldOrDeadAsync(told);
        }
        catch (JournalFailedException)
        {
            return;
        }

        step();
    }

    private void SendNow(long upTo)
    {
        foreach (var receiver in State.Outbox.Receivers)
        {
            var letters = State.Outbox.For(receiver);
            if (letters[0].Number > upTo)
                continue;
            if ((inFlight ??= new(StringComparer.Ordinal)).TryGetValue(receiver, out var sent) && Steady < sent.AgainAt)
                continue;
            var wait = sent is null ? Options.ResendAfter : Shorter(sent.Wait * 2, LongestResend);
            inFlight[receiver] = new(Steady + wait, wait);
            services.Deliveries.Deliver(GrainFactory, receiver, new(Address, letters[^1].Number <= upTo ? [.. letters] : [.. letters.TakeWhile(letter => letter.Number <= upTo)]));
        }
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    [LoggerMessage(Level = LogLevel.Error, Message = "{Grain} lost its place in the journal and stops")]
    private static partial void LogDead(ILogger logger, string grain, Exception exception);

    private sealed record InFlight(DateTimeOffset AgainAt, TimeSpan Wait);
}
