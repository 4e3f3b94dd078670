// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>Stack traces that bpf_get_stackid collected, <c>BPF_MAP_TYPE_STACK_TRACE</c>. Safe to use from several threads.</summary>
public sealed unsafe class StackTraceMap
{
    /// <summary>A typed view of a map.</summary>
    /// <param name="map">The map.</param>
    /// <exception cref="BpfException">The map is of another type, or does not hold addresses.</exception>
    public StackTraceMap(BpfMap map)
    {
        MapCalls.CheckType(map, BpfMapType.StackTrace);
        if (map.ValueSize == 0 || map.ValueSize % sizeof(ulong) != 0)
            throw BpfErrors.Stale($"use map '{map.Name}'", $"its value has {map.ValueSize} bytes, which are no addresses");
        Map = map;
    }

    /// <summary>The map itself.</summary>
    public BpfMap Map { get; }

    /// <summary>The addresses of a stack, the innermost first.</summary>
    /// <param name="id">What bpf_get_stackid returned; negative ones are errors and have no stack.</param>
    /// <returns>The addresses; null when there is no such stack.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public ulong[]? Get(int id)
    {
        ulong[] addresses = new ulong[Map.ValueSize / sizeof(ulong)];
        fixed (ulong* a = addresses)
        {
            if (id < 0 || !MapCalls.TryLookup(Map, &id, a))
                return null;
        }
        int count = Array.IndexOf(addresses, 0ul);
        return count < 0 ? addresses : addresses[..count];
    }

    /// <summary>Forgets a stack, so that its place is free.</summary>
    /// <param name="id">Its number.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool Remove(int id) => MapCalls.TryDelete(Map, &id);
}
