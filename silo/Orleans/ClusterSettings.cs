using System.Net;
using Microsoft.Extensions.Options;

namespace MatchGrid.Silo;

/// <summary>This process's place in its cluster. Bound from configuration section <c>Cluster</c>.</summary>
public sealed class ClusterSettings
{
    /// <summary>The address at which the other silos reach this one. Default: 127.0.0.1, a cluster on one machine.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>The port for it, 1 … 65535. Default: 11111.</summary>
    public int Port { get; set; } = 11_111;

    /// <summary>How long a call to another process may take, 500 ms … 5 min: also how long calls hang that were under way to one that died. Default: 3 s.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How often a silo is asked whether it lives, 100 ms … 1 min; three answers missing, and two silos that say so, make it dead. Default: 1 s.</summary>
    public TimeSpan ProbeEvery { get; set; } = TimeSpan.FromSeconds(1);
}

/// <summary>Names every setting of section <c>Cluster</c> that cannot be started with.</summary>
internal sealed class ClusterSettingsValidator : IValidateOptions<ClusterSettings>
{
    public ValidateOptionsResult Validate(string? name, ClusterSettings options)
    {
        var wrong = new List<string>();
        if (!IPAddress.TryParse(options.Address, out var address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            wrong.Add($"Cluster:Address is {options.Address}; it must be the IP address at which other silos reach this one.");
        if (options.Port is < 1 or > 65_535)
            wrong.Add($"Cluster:Port is {options.Port}; it must be between 1 and 65535.");
        Between(options.ResponseTimeout, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(5), nameof(options.ResponseTimeout));
        Between(options.ProbeEvery, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), nameof(options.ProbeEvery));
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);

        void Between(TimeSpan value, TimeSpan least, TimeSpan most, string setting)
        {
            if (value < least || value > most)
                wrong.Add($"Cluster:{setting} is {value}; it must be between {least} and {most}.");
        }
    }
}
