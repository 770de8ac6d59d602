using Microsoft.Extensions.Options;

namespace MatchGrid.Silo;

/// <summary>The operator's key, which wraps those of the patients. Bound from configuration section <c>Patients</c>.</summary>
public sealed class PatientKeyOptions
{
    private const int KeyBytes = 32;

    /// <summary>32 bytes in base64, such as from <c>openssl rand -base64 32</c>. Null (default): nothing is encrypted, and no patient can be erased.</summary>
    public string? Key { get; set; }

    /// <summary>A file that holds it instead.</summary>
    public string? KeyFile { get; set; }

    /// <summary>Keys from before a rotation: what they wrap is wrapped anew at the next start; then they can go.</summary>
    public IList<string> OldKeys { get; init; } = [];

    /// <exception cref="OptionsValidationException">A key is not 32 bytes in base64; the message does not show it.</exception>
    public (byte[] Key, IReadOnlyList<byte[]> OldKeys)? Read()
    {
        var key = Key ?? (KeyFile is null ? null : File.ReadAllText(KeyFile).Trim());
        return key is null ? null : (Bytes(key, nameof(Key)), [.. OldKeys.Select(old => Bytes(old, nameof(OldKeys)))]);
    }

    private static byte[] Bytes(string text, string name)
    {
        var bytes = new byte[KeyBytes + 2];
        return Convert.TryFromBase64String(text, bytes, out var length) && length == KeyBytes
            ? bytes[..KeyBytes]
            : throw new OptionsValidationException("Patients", typeof(PatientKeyOptions), [$"Patients:{name} is not 32 bytes in base64, such as openssl rand -base64 32 gives."]);
    }
}
