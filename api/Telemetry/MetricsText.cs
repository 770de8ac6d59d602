using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace MatchGrid.Api.Telemetry;

/// <summary>
/// Metrics of every meter named <c>MatchGrid…</c> and of this process, in the Prometheus text format 0.0.4. At most 2,000 series; more are not kept.
/// </summary>
public sealed class MetricsText : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private const int MostSeries = 2_000;

    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<(Instrument Instrument, string Labels), Series> series = [];

    public MetricsText()
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name.StartsWith("MatchGrid", StringComparison.Ordinal))
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<byte>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<short>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<float>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<decimal>((instrument, value, tags, _) => Record(instrument, (double)value, tags));
        listener.Start();
    }

    public string Write()
    {
        listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var family in series.GroupBy(pair => pair.Key.Instrument).OrderBy(family => NameOf(family.Key), StringComparer.Ordinal))
        {
            var name = NameOf(family.Key);
            Head(text, name, family.First().Value.Kind, family.Key.Description);
            foreach (var (key, one) in family.OrderBy(pair => pair.Key.Labels, StringComparer.Ordinal))
                one.Write(text, name, key.Labels);
        }

        WriteProcess(text);
        return text.ToString();
    }

    public void Dispose() => listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = (instrument, LabelsOf(tags));
        if (!series.TryGetValue(key, out var one))
        {
            if (series.Count >= MostSeries)
                return;
            one = series.GetOrAdd(key, static key => Series.Of(key.Instrument));
        }

        one.Record(value);
    }

    private static string NameOf(Instrument instrument)
    {
        var name = string.Concat(instrument.Name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '_'));
        return name.StartsWith("matchgrid_", StringComparison.Ordinal) ? name : $"matchgrid_{name}";
    }

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
            return "";
        var labels = new List<string>(tags.Length);
        foreach (var (name, value) in tags)
        {
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            labels.Add($"{name.Replace('.', '_')}=\"{text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"");
        }

        labels.Sort(StringComparer.Ordinal);
        return string.Join(',', labels);
    }

    private static void Head(StringBuilder text, string name, string kind, string? help)
    {
        if (!string.IsNullOrEmpty(help))
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help.ReplaceLineEndings(" ")}\n");
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {kind}\n");
    }

    private static void WriteProcess(StringBuilder text)
    {
        using var process = Process.GetCurrentProcess();
        One("process_cpu_seconds_total", "counter", "CPU time used.", process.TotalProcessorTime.TotalSeconds);
        One("process_resident_memory_bytes", "gauge", "Memory in RAM.", process.WorkingSet64);
        One("process_start_time_seconds", "gauge", "Start, in seconds since 1970.", (process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds);
        One("dotnet_gc_heap_bytes", "gauge", "Managed heap after the last collection.", GC.GetGCMemoryInfo().HeapSizeBytes);
        One("dotnet_gc_pause_seconds_total", "counter", "Time stopped for collections.", GC.GetTotalPauseDuration().TotalSeconds);
        One("dotnet_threadpool_threads", "gauge", "Threads of the pool.", ThreadPool.ThreadCount);
        One("dotnet_threadpool_queue_length", "gauge", "Work items that wait.", ThreadPool.PendingWorkItemCount);

        void One(string name, string kind, string help, double value)
        {
            Head(text, name, kind, help);
            text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
        }
    }
}
