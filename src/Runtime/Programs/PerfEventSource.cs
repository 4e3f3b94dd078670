// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>What a performance event counts, and how often it fires: <c>struct perf_event_attr</c> of perf_event_open(2).</summary>
public readonly record struct PerfEventSource
{
    private PerfEventSource(uint type, ulong config, ulong period, bool isFrequency)
    {
        Type = type;
        Config = config;
        Period = period;
        IsFrequency = isFrequency;
    }

    internal uint Type { get; }

    internal ulong Config { get; }

    internal ulong Period { get; }

    internal bool IsFrequency { get; }

    /// <summary>A timer that runs while the CPU works, so many times a second: <c>PERF_COUNT_SW_CPU_CLOCK</c>. For profilers.</summary>
    /// <param name="hertz">Times a second; 99 does not fall in step with other timers.</param>
    /// <returns>The source.</returns>
    public static PerfEventSource CpuClock(uint hertz) => new(1, 0, hertz, true);

    /// <summary>Any software event: <c>PERF_TYPE_SOFTWARE</c>.</summary>
    /// <param name="config">One of <c>PERF_COUNT_SW_*</c>: 2 is page faults, 3 context switches.</param>
    /// <param name="period">It fires after so many.</param>
    /// <returns>The source.</returns>
    public static PerfEventSource Software(ulong config, ulong period) => new(1, config, period, false);

    /// <summary>Any hardware event: <c>PERF_TYPE_HARDWARE</c>.</summary>
    /// <param name="config">One of <c>PERF_COUNT_HW_*</c>: 0 is cycles, 1 instructions.</param>
    /// <param name="period">It fires after so many.</param>
    /// <returns>The source.</returns>
    public static PerfEventSource Hardware(ulong config, ulong period) => new(0, config, period, false);

    /// <summary>How it reads in a message.</summary>
    /// <returns>The type, config and period.</returns>
    public override string ToString() => $"type {Type}, config {Config}, {(IsFrequency ? $"{Period} Hz" : $"every {Period}")}";
}
