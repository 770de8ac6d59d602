using System.Text.Json.Serialization;
using MatchGrid.Journals;

namespace MatchGrid.Keys;

/// <summary>How keyring rows and snapshots look in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(JournalRow<KeyEvent>))]
[JsonSerializable(typeof(KeyringState))]
public sealed partial class KeyJson : JsonSerializerContext
{
    private static JournalCodec<KeyringState, KeyEvent>? codec;

    public static JournalCodec<KeyringState, KeyEvent> Codec => codec ??= new(Default.JournalRowKeyEvent, Default.KeyringState);
}
