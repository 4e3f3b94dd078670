// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>What an iterator goes through: <c>union bpf_iter_link_info</c>. The default is everything.</summary>
public readonly struct IteratorTarget
{
    private readonly object? _owner;

    private IteratorTarget(BpfIterLinkInfo info, object? owner)
    {
        Info = info;
        _owner = owner;
        IsGiven = true;
    }

    internal BpfIterLinkInfo Info { get; }

    internal bool IsGiven { get; }

    /// <summary>The elements of a map, for <c>iter/bpf_map_elem</c>.</summary>
    /// <param name="map">The map, loaded.</param>
    /// <returns>The target.</returns>
    public static IteratorTarget OfMap(BpfMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new(new BpfIterLinkInfo { First = (uint)map.Fd }, map);
    }

    /// <summary>One thread, or one process with all its threads, for <c>iter/task</c> and its kin (Linux 6.1).</summary>
    /// <param name="tid">The thread; 0 for none.</param>
    /// <param name="pid">The process; 0 for none.</param>
    /// <returns>The target.</returns>
    public static IteratorTarget OfTask(uint tid, uint pid) => new(new BpfIterLinkInfo { First = tid, Second = pid }, null);

    /// <summary>Keeps what the descriptor inside belongs to.</summary>
    internal void KeepAlive() => GC.KeepAlive(_owner);
}
