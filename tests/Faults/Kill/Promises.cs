using System.Collections.Concurrent;
using System.Text.Json;

namespace MatchGrid.Tests.Faults.Kill;

/// <summary>What clients saw acknowledged or pushed, whatever process it came from. Safe from any thread.</summary>
internal sealed class Promises
{
    private long operations;

    /// <summary>Answers that promise something.</summary>
    public long Operations => Interlocked.Read(ref operations);

    /// <summary>Patient of each request that was acknowledged.</summary>
    public ConcurrentDictionary<string, string> Opened { get; } = [];

    /// <summary>The last that was acknowledged of each match: <c>accepted</c>, <c>declined</c>, <c>collected</c>.</summary>
    public ConcurrentDictionary<string, string> Matches { get; } = [];

    /// <summary>Requests whose end was acknowledged.</summary>
    public ConcurrentDictionary<string, bool> Cancelled { get; } = [];

    /// <summary>Packs by pharmacy and SKU: what the till added and was told is there, less what was handed over.</summary>
    public ConcurrentDictionary<(string Pharmacy, string Sku), int> Packs { get; } = [];

    /// <summary>Last number of each till.</summary>
    public ConcurrentDictionary<string, long> Numbers { get; } = [];

    /// <summary>Pushes in the order in which each patient got them.</summary>
    public ConcurrentDictionary<string, List<JsonElement>> Pushes { get; } = [];

    /// <summary>Match events pushed to those who watch, with how often.</summary>
    public ConcurrentDictionary<string, int> Events { get; } = [];

    public void Open(string request, string patient)
    {
        if (!Opened.TryAdd(request, patient))
            throw new PromiseBrokenException($"request {request} was opened twice");
        Interlocked.Increment(ref operations);
    }

    public void Match(string match, string status)
    {
        Matches[match] = status;
        Interlocked.Increment(ref operations);
    }

    public void Cancel(string request)
    {
        Cancelled[request] = true;
        Interlocked.Increment(ref operations);
    }

    public void Add(string pharmacy, string sku, int packs) => Packs.AddOrUpdate((pharmacy, sku), packs, (_, before) => before + packs);

    public void Upload(string pharmacy, long lastNumber)
    {
        Numbers[pharmacy] = lastNumber;
        Interlocked.Increment(ref operations);
    }
}
