using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;

namespace MatchGrid.Tests.Cluster;

/// <summary>
/// One pharmacy and its patients, one after the other: a patient asks at one host and listens at a second, the pack comes in at a third, and the push
/// is waited for. What was acknowledged is kept for the reckoning.
/// </summary>
internal sealed class Lane(int number, Func<Door> anyDoor)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private int asked;
    private int packs;

    /// <summary>Patients whose request and whose pack were acknowledged: they must be told, whatever happens.</summary>
    public ConcurrentQueue<string> Promised { get; } = [];

    /// <summary>When each push came that was waited for, by the stopwatch, and how long after its pack was sent in.</summary>
    public List<(long At, TimeSpan Took)> Told { get; } = [];

    /// <summary>Calls that failed, by what they said.</summary>
    public Dictionary<string, int> Failures { get; } = [];

    public string Pharmacy => $"L{number}";

    private string Sku => $"test:lane-{number}";

    private double Latitude => -30 + (number * 0.37);

    public async Task OpenAsync(Door door)
    {
        await door.SendAsync(HttpMethod.Put, $"/v1/skus/{Sku}", "admin:a", new { name = $"Medicine {number}" });
        await door.OpenPharmacyAsync(Pharmacy, Latitude);
    }

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await OnceAsync();
                await Task.Delay(Pace, CancellationToken.None);
            }
            catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or WebSocketException or TimeoutException or InvalidOperationException)
            {
                Failures[failure.Message] = Failures.GetValueOrDefault(failure.Message) + 1;
                packs += 2; // for those who may have asked and were not answered
                await Task.Delay(Pace, CancellationToken.None);
            }
        }
    }

    /// <summary>One patient from the question to the push.</summary>
    public async Task OnceAsync()
    {
        var patient = $"lane{number}-{++asked}";
        var told = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = await anyDoor().ListenAsync(patient, (kind, _) =>
        {
            if (kind == "held")
                told.TrySetResult(Stopwatch.GetTimestamp());
        });
        await anyDoor().AskAsync(patient, Sku, Latitude);
        var sent = Stopwatch.GetTimestamp();
        await anyDoor().CountAsync(Pharmacy, Sku, ++packs);
        Promised.Enqueue(patient);
        await Task.WhenAny(told.Task, listening.Ended).WaitAsync(Patience);
        if (!told.Task.IsCompleted)
            throw new WebSocketException("The host of the patient's connection ended");
        Told.Add((await told.Task, Stopwatch.GetElapsedTime(sent, await told.Task)));
    }
}
