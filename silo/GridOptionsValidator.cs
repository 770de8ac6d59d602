using Microsoft.Extensions.Options;

namespace MatchGrid.Silo;

/// <summary>Names every setting of section <c>Grid</c> that is out of range, with the range.</summary>
internal sealed class GridOptionsValidator : IValidateOptions<GridOptions>
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    public ValidateOptionsResult Validate(string? name, GridOptions options)
    {
        var wrong = new List<string>();
        Between(options.AnswerWindow, TimeSpan.FromSeconds(1), nameof(options.AnswerWindow));
        Between(options.CriticalAnswerWindow, TimeSpan.FromSeconds(1), nameof(options.CriticalAnswerWindow));
        Between(options.CollectWindow, TimeSpan.FromSeconds(1), nameof(options.CollectWindow));
        Between(options.PendingAsk, TimeSpan.FromMilliseconds(1), nameof(options.PendingAsk));
        Between(options.ProposalTimeout, TimeSpan.FromMilliseconds(1), nameof(options.ProposalTimeout));
        Between(options.BusyRetry, TimeSpan.FromMilliseconds(1), nameof(options.BusyRetry));
        Between(options.NextMarketAfter, TimeSpan.FromMilliseconds(1), nameof(options.NextMarketAfter));
        Between(options.ResendAfter, TimeSpan.FromMilliseconds(1), nameof(options.ResendAfter));
        Between(options.OutboxWake, TimeSpan.FromMilliseconds(1), nameof(options.OutboxWake));
        Between(options.DigestPeriod, TimeSpan.Zero, nameof(options.DigestPeriod));
        Between(options.LastPresenceDelay, TimeSpan.Zero, nameof(options.LastPresenceDelay));
        Between(options.ClockTolerance, TimeSpan.Zero, nameof(options.ClockTolerance));
        Between(options.FeedKeptFor, TimeSpan.FromMinutes(1), nameof(options.FeedKeptFor));
        Within(options.MostExtensions, 0, 100, nameof(options.MostExtensions));
        Within(options.MostSkusPerRequest, 1, 64, nameof(options.MostSkusPerRequest));
        Within(options.MostQuantity, 1, 1_000_000, nameof(options.MostQuantity));
        Within(options.MostOpenRequestsPerPatient, 1, 1_000, nameof(options.MostOpenRequestsPerPatient));
        Within(options.MostLinesPerBatch, 1, 1_000_000, nameof(options.MostLinesPerBatch));
        Within(options.InboxKept, 1, 10_000, nameof(options.InboxKept));
        Within(options.SupplyPage, 1, 1_000, nameof(options.SupplyPage));
        Within(options.FeedPartitions, 1, 1_024, nameof(options.FeedPartitions));
        Within(options.FeedKept, 1, 1_000_000, nameof(options.FeedKept));
        Within(options.FeedSegments, 0, 100_000, nameof(options.FeedSegments));
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);

        void Between(TimeSpan value, TimeSpan least, string setting)
        {
            if (value < least || value > Longest)
                wrong.Add($"Grid:{setting} is {value}; it must be between {least} and {Longest.Days} days.");
        }

        void Within(int value, int least, int most, string setting)
        {
            if (value < least || value > most)
                wrong.Add($"Grid:{setting} is {value}; it must be between {least} and {most}.");
        }
    }
}
