using MatchGrid.Identifiers;
using MatchGrid.Patients;
using MatchGrid.Requests;

namespace MatchGrid.Tests.Simulation;

/// <summary>What somebody outside was told, and may therefore rely on whatever happens.</summary>
internal sealed class Promises
{
    private readonly SortedDictionary<string, string> requests = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(string Pharmacy, string Source), long> numbers = [];
    private readonly SortedDictionary<(string Patient, long Number), PatientNotice> notices = [];

    public int Count => requests.Count + numbers.Count + notices.Count;

    /// <summary>Requests that their patients know of.</summary>
    public IReadOnlyList<RequestId> Requests => [.. requests.Keys.Select(key => new RequestId(key))];

    public IEnumerable<RequestId> RequestsOf(PatientId patient) => requests.Where(pair => pair.Value == patient.Value).Select(pair => new RequestId(pair.Key));

    public void Opened(RequestId request, PatientId patient) => requests[request.Value] = patient.Value;

    public PatientId PatientOf(RequestId request) => new(requests[request.Value]);

    public void Reported(PharmacyId pharmacy, SourceId source, long lastNumber)
    {
        var key = (pharmacy.Value, source.Value);
        numbers[key] = Math.Max(numbers.GetValueOrDefault(key), lastNumber);
    }

    /// <summary>A push, or a page that a client read.</summary>
    public void Told(PatientId patient, InboxEntry entry)
    {
        if (notices.TryGetValue((patient.Value, entry.Number), out var before))
        {
            if (before != entry.Notice)
                throw new InvariantBrokenException($"2: {patient} was told {before} as number {entry.Number}, and later {entry.Notice}");
            return;
        }

        notices.Add((patient.Value, entry.Number), entry.Notice);
    }

    /// <summary>Everything promised is stored.</summary>
    public void Check(Shadow stored)
    {
        foreach (var (request, patient) in requests)
        {
            if (!stored.Requests.TryGetValue(request, out var state) || state.Patient.Value != patient)
                throw new InvariantBrokenException($"2: request {request} of {patient} was acknowledged and is not there");
        }

        foreach (var ((pharmacy, source), number) in numbers)
        {
            if (!stored.Pharmacies.TryGetValue(pharmacy, out var state) || state.Sources.GetValueOrDefault(new(source)) < number)
                throw new InvariantBrokenException($"2: pharmacy {pharmacy} was told that it has {source} up to {number}, and it has not");
        }

        foreach (var ((patient, number), notice) in notices)
        {
            if (!stored.Patients.TryGetValue(patient, out var state) || state.Last < number)
                throw new InvariantBrokenException($"2: {patient} was told number {number}, and the inbox ends before it");
            if (number >= state.First && state.Inbox![(int)(number - state.First)].Notice is var kept && kept != notice)
                throw new InvariantBrokenException($"2: {patient} was told {notice} as number {number}, and the inbox has {kept}");
        }
    }
}
