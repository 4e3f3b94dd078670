// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.Metrics;

namespace SharpBpf;

/// <summary>The statistics of all buffers that are being read or written, for System.Diagnostics.Metrics. Nothing is measured until someone listens.</summary>
internal static class BufferMetrics
{
    internal const string MeterName = "SharpBpf";

    private static readonly Meter s_meter = new(MeterName);
    private static readonly Lock s_lock = new();
    private static readonly List<WeakReference<IMeasuredBuffer>> s_sources = [];

    static BufferMetrics()
    {
        s_meter.CreateObservableCounter("sharpbpf.buffer.records", static () => Read(static s => s.Records), "{record}", "Records read, or written to the kernel");
        s_meter.CreateObservableCounter("sharpbpf.buffer.bytes", static () => Read(static s => s.Bytes), "By", "Bytes of the buffer passed");
        s_meter.CreateObservableCounter("sharpbpf.buffer.discarded", static () => Read(static s => s.Discarded), "{record}", "Records reserved and discarded");
        s_meter.CreateObservableCounter("sharpbpf.buffer.lost", static () => Read(static s => s.Lost), "{record}", "Records there was no room for");
        s_meter.CreateObservableGauge("sharpbpf.buffer.high_water_mark", static () => Read(static s => s.HighWaterMark), "By", "The most bytes that waited");
    }

    internal static void Add(IMeasuredBuffer source)
    {
        lock (s_lock)
        {
            s_sources.RemoveAll(static s => !s.TryGetTarget(out _));
            s_sources.Add(new WeakReference<IMeasuredBuffer>(source));
        }
    }

    internal static void Remove(IMeasuredBuffer source)
    {
        lock (s_lock)
            s_sources.RemoveAll(s => !s.TryGetTarget(out IMeasuredBuffer? other) || other == source);
    }

    private static List<Measurement<long>> Read(Func<BufferStatistics, ulong> what)
    {
        List<Measurement<long>> measurements = [];
        lock (s_lock)
        {
            foreach (WeakReference<IMeasuredBuffer> reference in s_sources)
            {
                if (reference.TryGetTarget(out IMeasuredBuffer? source))
                {
                    measurements.Add(new Measurement<long>((long)what(source.Statistics),
                        new KeyValuePair<string, object?>("map", source.Map.Name), new KeyValuePair<string, object?>("object", source.Map.OwnerName)));
                }
            }
        }
        return measurements;
    }
}
