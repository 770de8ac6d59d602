using System.Diagnostics;
using System.Text.RegularExpressions;
using MatchGrid.Tests.Api.Support;
using MatchGrid.Tests.Api.Webhooks;

namespace MatchGrid.Tests.Api.Feed;

/// <summary>The partner guide does what it says: all its commands, in order, against a fresh grid.</summary>
public sealed class PartnerGuideTests
{
    [NeedsFact("bash", "curl")]
    public async Task EveryCommand_OfTheGuide_Works()
    {
        var guide = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "PARTNERS.md"));
        var commands = Regex.Matches(guide, "^```sh\n(?<commands>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .Select(block => block.Groups["commands"].Value).ToList();
        Assert.True(commands.Count >= 6, "The guide must be found.");
        await using var receiver = await Receiver.StartAsync();
        await using var api = await ApiUnderTest.StartAsync(null, null, [.. WebhookTests.Shop.Settings]);

        // A pipe whose reader found what it sought may end the writer: the last program says how it went.
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-euc", string.Join('\n', commands)])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["BASE"] = api.Root.ToString().TrimEnd('/'), ["HOOK"] = receiver.Url },
        })!;
        var (output, error) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));

        Assert.True(shell.ExitCode == 0, $"{await output}\n{await error}");
        Assert.Contains("\"status\":204", await output, StringComparison.Ordinal);
        Assert.Contains("matchgrid.ping", receiver.Deliveries.First().Body, StringComparison.Ordinal);
    }
}
