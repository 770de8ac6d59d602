using MatchGrid.Journals;

namespace MatchGrid.Patients;

/// <summary>Where the patient is told besides, and how far that is.</summary>
public sealed partial class PatientGrain
{
    /// <summary>An attempt of which nothing was heard is made again.</summary>
    private static readonly TimeSpan HeardWithin = TimeSpan.FromMinutes(1);

    private DateTimeOffset? sendingSince;

    public Task<Outcome> AskContactAsync(Contact contact, string codeHash) => DecideAsync(MessageDecider.Ask(State, contact, codeHash, Now));

    public Task<Outcome> ConfirmContactAsync(string codeHash) => DecideAsync(MessageDecider.Confirm(State, codeHash, Now));

    public Task RemoveContactAsync() => WriteAsync(MessageDecider.Remove(State));

    public async Task<ContactView> GetContactAsync()
    {
        var view = MessageDecider.View(State);
        await ToldAsync();
        return view;
    }

    public Task MessageTriedAsync(long number, int status, bool again, TimeSpan? after)
    {
        sendingSince = null;
        return WriteAsync(MessageDecider.Tried(State, number, status, again, after, Now));
    }

    protected override Task OnWakeAsync()
    {
        SendMessage();
        return Task.CompletedTask;
    }

    private void SendMessage()
    {
        if (State.Messaging?.NextAt is not { } at || at > Now || Steady - sendingSince < HeardWithin || MessageDecider.Next(State) is not { } entry)
            return;
        sendingSince = Steady;
        var contact = State.Messaging.Contact!;
        WhenTold(() => messages.Send(new(Key), contact, entry));
    }
}
