using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace MatchGrid.Api.Telemetry;

/// <summary>One series of a metric: what was measured under one set of labels.</summary>
internal abstract class Series
{
    private protected Lock Gate { get; } = new();

    public abstract string Kind { get; }

    public static Series Of(Instrument instrument)
    {
        var type = instrument.GetType();
        var shape = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        if (shape == typeof(Histogram<>))
            return new HistogramSeries(instrument.Unit);
        if (shape == typeof(Counter<>))
            return new SumSeries("counter");
        if (shape == typeof(UpDownCounter<>))
            return new SumSeries("gauge");
        return new LastSeries(shape == typeof(ObservableCounter<>) ? "counter" : "gauge");
    }

    public abstract void Record(double value);

    public abstract void Write(StringBuilder text, string name, string labels);

    private protected static void Line(StringBuilder text, string name, string labels, double value) =>
        text.Append(CultureInfo.InvariantCulture, $"{name}{(labels.Length == 0 ? "" : $"{{{labels}}}")} {value}\n");

    private sealed class SumSeries(string kind) : Series
    {
        private double sum;

        public override string Kind => kind;

        public override void Record(double value)
        {
            lock (Gate)
                sum += value;
        }

        public override void Write(StringBuilder text, string name, string labels)
        {
            lock (Gate)
                Line(text, name, labels, sum);
        }
    }

    private sealed class LastSeries(string kind) : Series
    {
        private double last;

        public override string Kind => kind;

        public override void Record(double value) => Volatile.Write(ref last, value);

        public override void Write(StringBuilder text, string name, string labels) => Line(text, name, labels, Volatile.Read(ref last));
    }

    /// <summary>Buckets that double, from 2⁻¹⁴ (61 µs when the unit is seconds) or 1 on.</summary>
    private sealed class HistogramSeries(string? unit) : Series
    {
        private const int Buckets = 24;

        private readonly double[] bounds = [.. Enumerable.Range(0, Buckets).Select(power => Math.Pow(2, power - (unit is "s" ? 14 : 0)))];
        private readonly long[] counts = new long[Buckets + 1];
        private double sum;

        public override string Kind => "histogram";

        public override void Record(double value)
        {
            var found = Array.BinarySearch(bounds, value);
            lock (Gate)
            {
                counts[found < 0 ? ~found : found]++;
                sum += value;
            }
        }

        public override void Write(StringBuilder text, string name, string labels)
        {
            lock (Gate)
            {
                var before = labels.Length == 0 ? "" : $"{labels},";
                var total = 0L;
                for (var i = 0; i < Buckets; i++)
                    Line(text, $"{name}_bucket", string.Create(CultureInfo.InvariantCulture, $"{before}le=\"{bounds[i]}\""), total += counts[i]);
                total += counts[Buckets];
                Line(text, $"{name}_bucket", $"{before}le=\"+Inf\"", total);
                Line(text, $"{name}_sum", labels, sum);
                Line(text, $"{name}_count", labels, total);
            }
        }
    }
}
