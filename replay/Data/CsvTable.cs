using System.Globalization;
using System.IO.Compression;
using CsvHelper;

namespace MatchGrid.Replay.Data;

/// <summary>A CSV file with a header, gzipped or not, read row by row.</summary>
internal sealed class CsvTable : IDisposable
{
    private const int MostRecordBytes = 1 << 20;

    private readonly CsvReader csv;

    private CsvTable(string path, CsvReader csv) => (Path, this.csv) = (path, csv);

    public string Path { get; }

    /// <exception cref="DatasetException">It cannot be opened, or has no header.</exception>
    public static CsvTable Open(string path)
    {
        try
        {
            Stream file = File.OpenRead(path);
            if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
                file = new GZipStream(file, CompressionMode.Decompress);
            var reader = CsvReader.Create(file, new() { TrackLineNumbers = true, MaxRecordSize = MostRecordBytes }, leaveOpen: false);
            reader.ReadHeader();
            return reader.Headers.Count > 0 ? new(path, reader) : throw new DatasetException($"{path} is empty.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException or CsvFormatException)
        {
            throw new DatasetException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    public bool Has(string column) => csv.TryGetFieldIndex(column, out _);

    public bool Read()
    {
        try
        {
            return csv.Read();
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or CsvFormatException)
        {
            throw new DatasetException($"{Path} cannot be read after line {csv.LineNumber}: {exception.Message}", exception);
        }
    }

    /// <summary>Empty where the file has no such column.</summary>
    public string Text(string column) => csv.TryGetFieldIndex(column, out var index) && index < csv.FieldCount ? csv.GetString(index) : "";

    public string Required(string column) => Text(column) is { Length: > 0 } text ? text : throw Wrong(column, "is missing");

    public int Whole(string column) =>
        int.TryParse(Required(column), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(column, "is no whole number");

    public double Decimal(string column) =>
        double.TryParse(Required(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(column, "is no number");

    /// <summary>Taken as UTC where no offset is written.</summary>
    public DateTimeOffset Instant(string column) =>
        DateTimeOffset.TryParse(Required(column), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant
            : throw Wrong(column, "is no instant");

    public DatasetException Wrong(string column, string what) => new($"{Path}, line {csv.LineNumber}: {column} {what}.");

    public void Dispose() => csv.Dispose();
}
