using System.Text.Json;
using MatchGrid.Feed;
using MatchGrid.Journals;
using MatchGrid.Messages;
using MatchGrid.Patients;
using MatchGrid.Pharmacies;
using MatchGrid.Requests;
using MatchGrid.Silo.Journals;

namespace MatchGrid.Tests.Faults.Kill;

/// <summary>What clients saw against what a folder stores that came to rest: each side has exactly what the other has.</summary>
internal static class Comparison
{
    private static readonly JsonNamingPolicy Snake = JsonNamingPolicy.SnakeCaseLower;

    /// <exception cref="PromiseBrokenException">They differ.</exception>
    public static async Task<KillReport> RunAsync(string folder, Promises promises)
    {
        await using var log = SqliteLog.Open(new() { Folder = folder, Manual = true }, TimeProvider.System);
        var stored = new Dictionary<string, RequestState>();
        var (matches, pushes, packs, events) = (new Dictionary<string, Match>(), 0, 0L, new Dictionary<string, int>());
        foreach (var grain in log.Grains)
        {
            var (kind, key) = Addresses.Split(grain);
            switch (kind)
            {
                case Addresses.Request:
                    var request = await FoldAsync(log, grain, RequestJson.Codec);
                    stored.Add(key, request);
                    foreach (var match in request.Matches)
                        Demand(matches.TryAdd(match.Id.Value, match), $"hold {match.Id} belongs to two requests");
                    break;
                case Addresses.Patient:
                    pushes += Inbox(key, await FoldAsync(log, grain, PatientJson.Codec), promises.Pushes[key]);
                    break;
                case Addresses.Pharmacy:
                    packs += Shelf(key, await FoldAsync(log, grain, PharmacyJson.Codec), promises);
                    break;
                case Addresses.Feed:
                    foreach (var entry in (await FoldAsync(log, grain, FeedJson.Codec)).Entries)
                    {
                        var one = entry.Event;
                        var text = FeedWatcher.Key(Snake.ConvertName($"{one.Kind}"), one.At, one.Sku.Value, one.Quantity, one.WaitedSeconds, one.Pharmacy?.Value);
                        events[text] = events.GetValueOrDefault(text) + 1;
                    }

                    break;
            }
        }

        Requests(stored, matches, promises);
        foreach (var (text, times) in promises.Events)
            Demand(events.GetValueOrDefault(text) >= times, $"{text} was pushed {times} times, and the feed has it {events.GetValueOrDefault(text)} times");
        return new(0, promises.Operations, packs, stored.Count, promises.Matches.Count, pushes, promises.Events.Values.Sum(), 0, default);
    }

    private static void Requests(Dictionary<string, RequestState> stored, Dictionary<string, Match> matches, Promises promises)
    {
        Demand(stored.Keys.ToHashSet().SetEquals(promises.Opened.Keys), $"{stored.Count} requests are stored, {promises.Opened.Count} were acknowledged");
        foreach (var (id, request) in stored)
        {
            var cancelled = promises.Cancelled.ContainsKey(id);
            Demand(request.Status == (cancelled ? RequestStatus.Cancelled : RequestStatus.Fulfilled), $"request {id} is {request.Status}, cancelled: {cancelled}");
        }

        foreach (var (id, status) in promises.Matches)
        {
            var found = matches.TryGetValue(id, out var match) ? match.Status : (MatchStatus?)null;
            var expected = status switch
            {
                "declined" => MatchStatus.Declined,
                "collected" => MatchStatus.Collected,
                _ => MatchStatus.Released, // accepted, and then its request was cancelled
            };
            Demand(found == expected, $"match {id} was {status}, and is {found}");
        }
    }

    private static int Inbox(string patient, PatientState state, List<JsonElement> pushes)
    {
        var entries = state.Inbox ?? [];
        Demand(entries.Count == pushes.Count, $"{patient} has {entries.Count} entries and was pushed {pushes.Count}");
        foreach (var (entry, push) in entries.Zip(pushes))
        {
            var notice = entry.Notice;
            var same = push.GetProperty("epoch").GetString()!.Split('.')[^1] == state.Epoch // GRID.INBOX
                && push.GetProperty("number").GetInt64() == entry.Number
                && push.GetProperty("kind").GetString() == Snake.ConvertName($"{notice.Kind}")
                && push.GetProperty("at").GetDateTimeOffset() == notice.At
                && push.GetProperty("request").GetString() == notice.Request.Value
                && (push.TryGetProperty("match", out var match) ? match.GetProperty("id").GetString() : null) == notice.Match?.Id.Value;
            Demand(same, $"{patient} was pushed {push}, and has {entry}");
        }

        return entries.Count;
    }

    private static long Shelf(string pharmacy, PharmacyState state, Promises promises)
    {
        Demand(state.Sources[new("till")] == promises.Numbers[pharmacy], $"{pharmacy} knows its till up to {state.Sources[new("till")]}, and told {promises.Numbers[pharmacy]}");
        var expected = promises.Packs.Where(pair => pair.Key.Pharmacy == pharmacy).ToDictionary(pair => pair.Key.Sku, pair => pair.Value);
        foreach (var line in state.LinesInOrder)
        {
            Demand(expected.GetValueOrDefault(line.Sku.Value) == line.OnHand, $"{pharmacy} has {line.OnHand} of {line.Sku}, acknowledged were {expected.GetValueOrDefault(line.Sku.Value)}");
            expected.Remove(line.Sku.Value);
        }

        Demand(expected.Values.All(packs => packs == 0), $"{pharmacy} lacks lines that were acknowledged");
        return state.LinesInOrder.Sum(line => (long)line.OnHand);
    }

    private static async Task<TState> FoldAsync<TState, TEvent>(SqliteLog log, string grain, JournalCodec<TState, TEvent> codec)
        where TState : JournalledState<TEvent>, new()
    {
        var history = await log.ReadAsync(grain);
        var state = history.Snapshot is { } snapshot ? codec.DecodeState(snapshot) : new TState();
        foreach (var row in history.Rows)
            state.Apply(codec.DecodeRow(row));
        return state;
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
            throw new PromiseBrokenException(otherwise);
    }
}
