using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MatchGrid.Journals;

/// <summary>Rows and snapshots of one kind of grain as JSON, by source-generated metadata: the same bytes on both engines.</summary>
public sealed class JournalCodec<TState, TEvent>(JsonTypeInfo<JournalRow<TEvent>> row, JsonTypeInfo<TState> state)
    where TState : JournalledState<TEvent>
{
    public ReadOnlyMemory<byte> EncodeRow(JournalRow<TEvent> value) => JsonSerializer.SerializeToUtf8Bytes(value, row);

    public JournalRow<TEvent> DecodeRow(ReadOnlyMemory<byte> bytes) =>
        JsonSerializer.Deserialize(bytes.Span, row) ?? throw new JsonException("empty row");

    public ReadOnlyMemory<byte> EncodeState(TState value) => JsonSerializer.SerializeToUtf8Bytes(value, state);

    public TState DecodeState(ReadOnlyMemory<byte> bytes) =>
        JsonSerializer.Deserialize(bytes.Span, state) ?? throw new JsonException("empty snapshot");
}
