// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>
/// Reads a ring buffer, <c>BPF_MAP_TYPE_RINGBUF</c> (Linux 5.8), whose records all begin with one type of event. Events come in the order
/// in which the BPF programs reserved them, over all CPUs. If the map was turned into a perf buffer when its object was opened, it is read
/// as such.
/// </summary>
/// <typeparam name="T">The event. Records may be longer, never shorter.</typeparam>
/// <param name="map">The map. Its memory is mapped when it is first read.</param>
/// <exception cref="BpfException">It is no buffer of events.</exception>
public sealed class RingBuffer<T>(BpfMap map) : EventBuffer<T>(map, BpfMapType.RingBuf, BpfMapType.PerfEventArray) where T : unmanaged;
