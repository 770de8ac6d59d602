using System.Text.Json.Serialization;
using MatchGrid.Journals;

namespace MatchGrid.Cells;

/// <summary>The journal format of cells.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(JournalRow<CellEvent>))]
[JsonSerializable(typeof(CellState))]
public sealed partial class CellJson : JsonSerializerContext
{
    private static JournalCodec<CellState, CellEvent>? codec;

    public static JournalCodec<CellState, CellEvent> Codec => codec ??= new(Default.JournalRowCellEvent, Default.CellState);
}
