using MatchGrid.Pharmacies;
using MatchGrid.Replay.Conduct;
using MatchGrid.Replay.Data;
using MatchGrid.Requests;

namespace MatchGrid.Replay.Running;

/// <content>What places and people do when their time has come.</content>
public sealed partial class Replayer
{
    private void ReportStock(StockMovement at)
    {
        var sku = dataset.Products[at.Product].Sku;
        var change = options.Mode == StockMode.Arrivals ? new StockChange(sku, null, at.Packs, at.At) : new StockChange(sku, at.Packs, null, at.At);
        taken++;
        calls.Add(PharmacyOf(dataset.Places[at.Place].Id).ReportStockAsync(new(Reports, at.Number, [change])), reply =>
        {
            if (reply.Refusal is { } refusal)
                tally.Count(refusal);
            foreach (var refused in reply.Refused)
                tally.Count(refused.Refusal);
        });
    }

    private void Ask(int patient)
    {
        var (id, request, terms) = (plan.PatientOf(patient), plan.RequestOf(patient), plan.TermsOf(patient));
        taken++;
        if (people.Asked(patient, plan.AtOf(patient)) is { } cancel)
            Plan(cancel);
        if (terms.NeededBy <= Now)
            return; // a start later than that: too late to ask
        if (place.Runs > 1)
            calls.Add(RequestOf(request).GetAsync(id), known => Open(known is null));
        else
            Open(asks: true);

        void Open(bool asks)
        {
            if (!asks)
                return;
            calls.Add(PatientOf(id).ReserveAsync(terms.Group, request), reserved =>
            {
                Note(reserved);
                if (reserved.IsDone)
                    calls.Add(RequestOf(request).OpenAsync(id, terms), Note);
            });
        }
    }

    private void Take(Step step)
    {
        var (patient, request) = (plan.PatientOf(step.Patient), RequestOf(plan.RequestOf(step.Patient)));
        taken++;
        switch (step)
        {
            case { Kind: StepKind.Cancel }:
                calls.Add(request.CancelAsync(patient), Note);
                break;
            case { Kind: StepKind.Accept, Match: { } match }:
                calls.Add(request.AcceptAsync(patient, match.Id), Note);
                break;
            case { Kind: StepKind.Decline, Match: { } match }:
                calls.Add(request.DeclineAsync(patient, match.Id), Note);
                break;
            case { Kind: StepKind.SetAside, Match: { } match }:
                calls.Add(PharmacyOf(match.Pharmacy).SetAsideAsync(match.Id), Note);
                break;
            case { Kind: StepKind.NotThere, Match: { } match }:
                calls.Add(PharmacyOf(match.Pharmacy).NotThereAsync(match.Id), Note);
                break;
            case { Kind: StepKind.Collect, Match: { } match }:
                calls.Add(PharmacyOf(match.Pharmacy).HandOverAsync(match.Id, match.Code), handed => HandedOver(handed, match));
                break;
        }
    }

    // Where the source tells deliveries only, the till tells what it handed over; where it counts, its next count shows it.
    private void HandedOver(Outcome<HoldView> handed, Match match)
    {
        Note(handed);
        if (handed.IsDone && options.Mode == StockMode.Arrivals)
            calls.Add(PharmacyOf(match.Pharmacy).ReportStockAsync(new(Till, null, [new(match.Sku, null, -match.Quantity, Now, match.Id)])), _ => { });
    }
}
