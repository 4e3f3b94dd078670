// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>Programs for tail calls, <c>BPF_MAP_TYPE_PROG_ARRAY</c>. Every operation is one system call. Safe to use from several threads.</summary>
public sealed unsafe class ProgramArrayMap
{
    /// <summary>A typed view of a map.</summary>
    /// <param name="map">The map.</param>
    /// <exception cref="BpfException">The map is of another type.</exception>
    public ProgramArrayMap(BpfMap map)
    {
        MapCalls.CheckType(map, BpfMapType.ProgArray);
        Map = map;
    }

    /// <summary>The map itself.</summary>
    public BpfMap Map { get; }

    /// <summary>Puts a program in. User space must keep the map open: when it closes it, the kernel empties it.</summary>
    /// <param name="index">From 0 to the map's <see cref="BpfMap.MaxEntries"/> - 1.</param>
    /// <param name="program">The program, of the type of those that are there.</param>
    /// <exception cref="BpfException">The index is out of range (E2BIG), the types differ (EINVAL), or the kernel refuses.</exception>
    /// <exception cref="InvalidOperationException">The program is not loaded.</exception>
    public void Set(uint index, BpfProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        program.Lend((_, fd) =>
        {
            uint key = index;
            uint value = (uint)fd;
            MapCalls.TryUpdate(Map, &key, &value, BpfUpdate.Any);
            return 0;
        });
    }

    /// <summary>Takes a program out.</summary>
    /// <param name="index">Its index.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool Remove(uint index) => MapCalls.TryDelete(Map, &index);
}
