using System.Text.Json;

namespace MatchGrid.Bench.Load;

/// <summary>The bare relay: change n goes to patient n, as the POST says.</summary>
internal sealed class RelayTarget(ServerProcess server, LoadPlan plan) : LoadTarget("relay", server, plan)
{
    public override Task AskAsync(int round) => Task.CompletedTask;

    public override HttpRequestMessage PostOf(int round, int batch) => ServerProcess.Post(
        $"/v1/pharmacies/{LoadPlan.PharmacyId(Plan.PharmacyOf(batch))}/stock?to={string.Join(',', Plan.ChangesOf(batch))}", token: null,
        "application/x-ndjson", Plan.BodyOf(round, batch));

    protected override Task<(string Query, string Arguments)> HubOfAsync(int patient) => Task.FromResult(("", $"[\"{patient}\"]"));

    protected override int? ChangeOf(int patient, JsonElement notice) => patient;
}
