using System.Threading.Channels;
using MatchGrid.Api.Access;
using MatchGrid.Api.Patients;
using MatchGrid.Api.Startup;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Patients;
using Microsoft.AspNetCore.SignalR;
using Orleans;

namespace MatchGrid.Api.Live;

/// <summary>
/// One patient's live connection: takes inbox entries as they come, sends each once and in order, and not before it is durable. A client that lets
/// too many pile up, or takes nothing for too long, is disconnected; it comes back with the last number it saw.
/// </summary>
internal sealed partial class PatientConnection : IPatientObserver, IAsyncDisposable
{
    private readonly IPatientGrain grain;
    private readonly IGrainFactory grains;
    private readonly ISingleClientProxy client;
    private readonly Action disconnect;
    private readonly NoticeShow show;
    private readonly ITelling telling;
    private readonly ApiLimits limits;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly Caller? actsAs;
    private readonly PatientId patient;
    private readonly IPatientObserver reference;
    private readonly Channel<(string Epoch, InboxEntry Entry)> waiting;
    private readonly CancellationTokenSource ended = new();
    private Task sending = Task.CompletedTask;
    private string epoch = "";
    private long last;

    public PatientConnection(
        IGrainFactory grains, PatientId patient, ISingleClientProxy client, Action disconnect, NoticeShow show, ITelling telling, ApiLimits limits,
        TimeProvider time, ILogger log, Caller? actsAs = null)
    {
        (this.grains, this.client, this.disconnect, this.show, this.telling, this.limits, this.time, this.log) =
            (grains, client, disconnect, show, telling, limits, time, log);
        (this.actsAs, this.patient) = (actsAs, patient);
        grain = grains.GetGrain<IPatientGrain>(patient.Value);
        reference = grains.CreateObjectReference<IPatientObserver>(this);
        waiting = Channel.CreateBounded<(string, InboxEntry)>(new BoundedChannelOptions(limits.PushBuffer) { SingleReader = true });
    }

    /// <summary>Subscribes; what was missed is sent before anything new.</summary>
    public async Task<Subscribed> StartAsync(string? knownEpoch, long after)
    {
        var page = await grain.SubscribeAsync(reference, knownEpoch, after);
        (epoch, last) = (page.Epoch, page.StartOver ? 0 : after);
        sending = SendAsync(page);
        return new(page.Epoch, page.First, page.Last, page.StartOver);
    }

    public Task ToldAsync(string epoch, InboxEntry entry)
    {
        if (!waiting.Writer.TryWrite((epoch, entry)))
            Drop();
        return Task.CompletedTask;
    }

    /// <summary>Repeats the subscription. The newest entry that was not sent yet shows what else was lost.</summary>
    public async Task RenewAsync()
    {
        var page = await grain.SubscribeAsync(reference, epoch, Volatile.Read(ref last));
        if (!page.Entries.IsEmpty)
            await ToldAsync(page.Epoch, page.Entries[^1]);
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        waiting.Writer.TryComplete();
        try
        {
            await grain.UnsubscribeAsync(reference);
        }
        finally
        {
            grains.DeleteObjectReference<IPatientObserver>(reference);
        }
    }

    private async Task SendAsync(InboxPage missed)
    {
        try
        {
            await SendPageAsync(missed);
            await foreach (var (from, entry) in waiting.Reader.ReadAllAsync(ended.Token))
            {
                if (from == epoch && entry.Number <= last)
                    continue;
                if (from == epoch && entry.Number == last + 1)
                    await SendAsync(await show.ShowAsync(from, entry));
                else
                    await SendPageAsync(await grain.GetInboxAsync(epoch, last)); // something was lost on the way, or the inbox began anew
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or JournalFailedException or TimeoutException)
        {
            Drop();
        }
        catch (Exception failed)
        {
            LogPushFailed(log, failed);
            Drop();
        }
    }

    /// <summary>A page and those after it.</summary>
    private async Task SendPageAsync(InboxPage page)
    {
        while (true)
        {
            if (page.Epoch != epoch)
                (epoch, last) = (page.Epoch, 0);
            foreach (var notice in await show.ShowAsync(page))
            {
                if (notice.Number > last)
                    await SendAsync(notice);
            }

            if (page.Entries.IsEmpty || last >= page.Last)
                return;
            page = await grain.GetInboxAsync(epoch, last);
        }
    }

    private async Task SendAsync(InboxNotice notice)
    {
        await telling.ToOutsideAsync();
        if (actsAs is not null && await Acting.FindAsync(grains, actsAs, patient.Value) is null)
        {
            Drop(); // it was taken back
            return;
        }

        await client.SendAsync(LivePush.Inbox.Method, notice, ended.Token).WaitAsync(limits.SendTimeout, time, ended.Token);
        Volatile.Write(ref last, notice.Number);
    }

    private void Drop()
    {
        waiting.Writer.TryComplete();
        disconnect();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A push failed; its connection is closed and resumes by its sequence")]
    private static partial void LogPushFailed(ILogger log, Exception cause);
}
