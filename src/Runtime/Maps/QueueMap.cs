// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace SharpBpf;

/// <summary>
/// A queue or a stack in the kernel, <c>BPF_MAP_TYPE_QUEUE</c> or <c>STACK</c>: values without keys. Every operation is one system call. Safe to
/// use from several threads, and while BPF programs use it.
/// </summary>
/// <typeparam name="TValue">The value, blittable.</typeparam>
public sealed unsafe class QueueMap<TValue> where TValue : unmanaged
{
    /// <summary>A typed view of a map.</summary>
    /// <param name="map">The map.</param>
    /// <exception cref="BpfException">The map is of another type, or its value is not the C# type.</exception>
    public QueueMap(BpfMap map)
    {
        MapCalls.CheckType(map, BpfMapType.Queue, BpfMapType.Stack);
        MapCalls.CheckSize(map, "value", map.ValueSize, sizeof(TValue));
        Map = map;
    }

    /// <summary>The map itself.</summary>
    public BpfMap Map { get; }

    /// <summary>Puts a value in.</summary>
    /// <param name="value">The value.</param>
    /// <exception cref="BpfException">The map is full (E2BIG), or the kernel refuses.</exception>
    public void Push(in TValue value)
    {
        fixed (TValue* v = &value)
            MapCalls.TryUpdate(Map, null, v, BpfUpdate.Any);
    }

    /// <summary>Takes the value that is next: of a queue the oldest, of a stack the newest.</summary>
    /// <param name="value">The value, or zeros.</param>
    /// <returns>False when there is none.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool TryPop(out TValue value)
    {
        Unsafe.SkipInit(out value);
        bool found;
        fixed (TValue* v = &value)
            found = MapCalls.TryLookupAndDelete(Map, null, v);
        if (!found)
            value = default;
        return found;
    }

    /// <summary>Reads the value that is next and leaves it there.</summary>
    /// <param name="value">The value, or zeros.</param>
    /// <returns>False when there is none.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool TryPeek(out TValue value)
    {
        Unsafe.SkipInit(out value);
        bool found;
        fixed (TValue* v = &value)
            found = MapCalls.TryLookup(Map, null, v);
        if (!found)
            value = default;
        return found;
    }
}
