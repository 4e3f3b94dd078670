// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>
/// Reads a perf buffer, <c>BPF_MAP_TYPE_PERF_EVENT_ARRAY</c> filled by bpf_perf_event_output: one ring a CPU, mapped when it is first read.
/// Events of one CPU come in order; <see cref="InTimeOrder"/> merges the CPUs. Records are rounded up to 4 bytes more than a multiple of 8 by
/// the kernel, so they may end in padding.
/// </summary>
/// <typeparam name="T">The event. Records may be longer, never shorter.</typeparam>
/// <param name="map">The map.</param>
/// <exception cref="BpfException">It is no perf buffer.</exception>
public sealed class PerfBuffer<T>(BpfMap map) : EventBuffer<T>(map, BpfMapType.PerfEventArray) where T : unmanaged
{
    /// <summary>
    /// Whether events come in the order of their time, over all CPUs, as far as the CPUs' clocks agree; a record that is being written
    /// while a batch begins may come in the next. Costs 8 bytes and a comparison for each CPU an event. To be set before the first read.
    /// </summary>
    /// <exception cref="InvalidOperationException">The buffer has been read already.</exception>
    public bool InTimeOrder
    {
        get => Source.InTimeOrder;
        set => Source.InTimeOrder = value;
    }
}
