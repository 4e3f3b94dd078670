// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>
/// An array in the kernel, <c>BPF_MAP_TYPE_ARRAY</c>. All its entries exist from the start, as zeros. Every operation is one
/// system call. Safe to use from several threads.
/// </summary>
/// <typeparam name="TValue">The value, blittable.</typeparam>
public sealed unsafe class ArrayMap<TValue> where TValue : unmanaged
{
    private readonly Lock _lock = new();
    private MappedMemory? _memory;

    /// <summary>A typed view of a map.</summary>
    /// <param name="map">The map.</param>
    /// <exception cref="BpfException">The map is of another type, or its sizes are not those of the C# types.</exception>
    public ArrayMap(BpfMap map)
    {
        MapCalls.Check<uint, TValue>(map, BpfMapType.Array);
        Map = map;
    }

    /// <summary>The map itself.</summary>
    public BpfMap Map { get; }

    /// <summary>How many entries there are.</summary>
    public uint Length => Map.MaxEntries;

    /// <summary>The value at an index.</summary>
    /// <param name="index">From 0 to <see cref="Length"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is not in the array.</exception>
    /// <exception cref="BpfException">The kernel refuses, as it does for a frozen map.</exception>
    public TValue this[uint index]
    {
        get
        {
            Unsafe.SkipInit(out TValue value);
            if (!MapCalls.TryLookup(Map, &index, &value))
                throw OutOfRange(index);
            return value;
        }
        set
        {
            if (index >= Length)
                throw OutOfRange(index);
            MapCalls.TryUpdate(Map, &index, &value, BpfUpdate.Any);
        }
    }

    /// <summary>
    /// The array as memory, shared with the BPF programs: <c>BPF_F_MMAPABLE</c> (Linux 5.5). There is no synchronisation beyond what the
    /// value's own type gives.
    /// </summary>
    /// <returns>All entries. Not to be used once the map or its object is disposed.</returns>
    /// <exception cref="BpfException">The map was not created with the flag, or values are no multiple of 8 bytes, so that there are gaps.</exception>
    /// <exception cref="InvalidOperationException">The object is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The map or its object was disposed.</exception>
    public Span<TValue> AsSpan()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(Map.Handle.IsClosed, Map);
            _memory ??= Open();
            return new Span<TValue>(_memory.Address, checked((int)Length));
        }
    }

    private MappedMemory Open()
    {
        string what = $"map array '{Map.Name}' into memory";
        if (!Map.IsMmapable)
            throw new BpfException(what, "it was not created for that", "Give its definition __uint(map_flags, BPF_F_MMAPABLE).", 0);
        if (sizeof(TValue) % 8 != 0)
            throw new BpfException(what, $"its values of {sizeof(TValue)} bytes lie 8 bytes apart or a multiple", "Pad the value to a multiple of 8 bytes.", 0);
        nuint page = (nuint)Environment.SystemPageSize;
        nuint length = (nuint)sizeof(TValue) * Length;
        MappedMemory memory = MappedMemory.Map(Map.Handle, (length + page - 1) / page * page, writable: true, 0, what);
        Map.AddReader(memory);
        return memory;
    }

    private ArgumentOutOfRangeException OutOfRange(uint index) =>
        new(nameof(index), index, $"Map '{Map.Name}' has {Length} entries.");
}
