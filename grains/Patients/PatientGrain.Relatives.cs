using System.Collections.Immutable;
using MatchGrid.Identifiers;

namespace MatchGrid.Patients;

/// <summary>Who may act for the patient, and for whom this one may.</summary>
public sealed partial class PatientGrain
{
    public Task<Outcome> InviteRelativeAsync(string id, string name, string codeHash) => DecideAsync(RelativeDecider.Invite(State, id, name, codeHash, Now));

    public Task<Outcome> JoinRelativeAsync(PatientId who, string codeHash) => DecideAsync(RelativeDecider.Join(State, new(Key), who, codeHash, Now));

    public Task RemoveRelativeAsync(string id) => WriteAsync(RelativeDecider.Remove(State, id));

    public async Task<ImmutableArray<RelativeView>> GetRelativesAsync()
    {
        var relatives = RelativeDecider.View(State, Now);
        await ToldAsync();
        return relatives;
    }

    public async Task<string?> FindRelativeAsync(PatientId who)
    {
        var name = RelativeDecider.NameOf(State, who);
        await ToldAsync();
        return name;
    }

    public Task<Outcome> CareForAsync(CaredFor person) => DecideAsync(RelativeDecider.CareFor(State, person));

    public Task LeaveAloneAsync(PatientId patient) => WriteAsync(RelativeDecider.LeaveAlone(State, patient));

    public async Task<ImmutableArray<CaredFor>> GetCaredForAsync()
    {
        ImmutableArray<CaredFor> people = [.. State.CaresFor ?? []];
        await ToldAsync();
        return people;
    }

    private async Task<Outcome> DecideAsync(Journals.Decision<PatientEvent, Outcome> decision)
    {
        await WriteAsync(decision.Events);
        return decision.Reply;
    }
}
