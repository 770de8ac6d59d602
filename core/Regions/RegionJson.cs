using System.Text.Json.Serialization;
using MatchGrid.Journals;

namespace MatchGrid.Regions;

/// <summary>How rows and snapshots of regions and of their directory look in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(JournalRow<RegionEvent>))]
[JsonSerializable(typeof(RegionState))]
[JsonSerializable(typeof(JournalRow<DirectoryEvent>))]
[JsonSerializable(typeof(DirectoryState))]
public sealed partial class RegionJson : JsonSerializerContext
{
    private static JournalCodec<RegionState, RegionEvent>? codec;
    private static JournalCodec<DirectoryState, DirectoryEvent>? directoryCodec;

    public static JournalCodec<RegionState, RegionEvent> Codec => codec ??= new(Default.JournalRowRegionEvent, Default.RegionState);

    public static JournalCodec<DirectoryState, DirectoryEvent> DirectoryCodec =>
        directoryCodec ??= new(Default.JournalRowDirectoryEvent, Default.DirectoryState);
}
