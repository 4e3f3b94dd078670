// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>
/// A map of a <see cref="BpfObject"/>: <c>struct bpf_map</c>. Type and sizes can be changed until the object is loaded;
/// the typed maps (<see cref="HashMap{TKey, TValue}"/> and the like) reach its contents after that.
/// </summary>
public sealed unsafe class BpfMap
{
    private const uint MmapableFlag = 1u << 10; // BPF_F_MMAPABLE

    private readonly BpfObject _owner;
    private readonly nint _map;
    private readonly Lock _lock = new();
    private FileDescriptor? _handle;

    internal BpfMap(BpfObject owner, nint map)
    {
        _owner = owner;
        _map = map;
        Name = Utf8.Text(LibBpf.bpf_map__name(map));
    }

    /// <summary>The C name of the map.</summary>
    public string Name { get; }

    /// <summary>What kind of map it is.</summary>
    /// <exception cref="InvalidOperationException">It is set after Load.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfMapType Type
    {
        get
        {
            using ObjectHandle.Lease lease = _owner.Borrow();
            return (BpfMapType)LibBpf.bpf_map__type(_map);
        }
        set => Change("type", LibBpf.bpf_map__set_type, (int)value);
    }

    /// <summary>
    /// How many entries it may have. Of a ring buffer: its size in bytes; libbpf makes it a power of two and at least a page.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is set after Load.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public uint MaxEntries
    {
        get
        {
            using ObjectHandle.Lease lease = _owner.Borrow();
            return LibBpf.bpf_map__max_entries(_map);
        }
        set => Change("maximum of entries", LibBpf.bpf_map__set_max_entries, value);
    }

    /// <summary>The size of a key in bytes; 0 where there is none.</summary>
    /// <exception cref="InvalidOperationException">It is set after Load.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public uint KeySize
    {
        get
        {
            using ObjectHandle.Lease lease = _owner.Borrow();
            return LibBpf.bpf_map__key_size(_map);
        }
        set => Change("key size", LibBpf.bpf_map__set_key_size, value);
    }

    /// <summary>
    /// The size of a value in bytes, of one CPU's value in a per-CPU map. Of an event buffer it is the size of an event until
    /// Load, which clears it, since the kernel wants none there.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is set after Load.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public uint ValueSize
    {
        get
        {
            using ObjectHandle.Lease lease = _owner.Borrow();
            return LibBpf.bpf_map__value_size(_map);
        }
        set => Change("value size", LibBpf.bpf_map__set_value_size, value);
    }

    /// <summary>
    /// Of a perf buffer: how many pages of memory each CPU's ring gets, a power of two. To be set before the buffer is first read.
    /// </summary>
    /// <exception cref="ArgumentException">It is not a power of two.</exception>
    public uint PerfPagesPerCpu
    {
        get;
        set => field = System.Numerics.BitOperations.IsPow2(value) ? value
            : throw new ArgumentException($"The pages of a perf buffer must be a power of two, not {value}.", nameof(value));
    } = 64;

    /// <summary>The file descriptor of the map in the kernel, open until the object is disposed.</summary>
    /// <exception cref="InvalidOperationException">The object is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public int Fd => (int)Handle.DangerousGetHandle();

    /// <summary>The descriptor for calls: it cannot be closed and given to another file while one is under way.</summary>
    internal FileDescriptor Handle => _handle ?? OpenHandle();

    internal string OwnerName => _owner.Name;

    internal bool Is(nint map) => _map == map;

    internal bool IsMmapable
    {
        get
        {
            using ObjectHandle.Lease lease = _owner.Borrow();
            return (LibBpf.bpf_map__map_flags(_map) & MmapableFlag) != 0;
        }
    }

    /// <summary>The initial value of the section behind an internal map; null for other maps.</summary>
    internal byte* InitialValue(out nuint length)
    {
        using ObjectHandle.Lease lease = _owner.Borrow();
        nuint size = 0;
        byte* value = LibBpf.bpf_map__initial_value(_map, &size);
        length = size;
        return value;
    }

    /// <summary>The kernel refuses event buffers with the sizes that tell the generator what they carry.</summary>
    internal void ClearEventSizes()
    {
        uint size = Type switch
        {
            BpfMapType.RingBuf or BpfMapType.UserRingBuf => 0,
            BpfMapType.PerfEventArray => sizeof(uint),
            _ => uint.MaxValue,
        };
        if (size == uint.MaxValue)
            return;
        KeySize = size;
        ValueSize = size;
    }

    /// <summary>Something that reads this map and must end when the object does.</summary>
    internal void AddReader(IDisposable reader) => _owner.AddReader(reader);

    internal void Close() => _handle?.Dispose();

    private FileDescriptor OpenHandle()
    {
        lock (_lock)
        {
            using ObjectHandle.Lease lease = _owner.Borrow();
            int fd = LibBpf.bpf_map__fd(_map);
            if (!_owner.IsLoaded || fd < 0)
                throw new InvalidOperationException($"Map '{Name}' of '{_owner.Name}' does not exist yet: call Load() first.");
            return _handle ??= LibC.Duplicate(fd, $"keep map '{Name}' open");
        }
    }

    private void Change<T>(string what, Func<nint, T, int> set, T value)
    {
        using ObjectHandle.Lease lease = _owner.Borrow();
        _owner.ThrowIfLoaded($"The {what} of map '{Name}' cannot be changed");
        int result = set(_map, value);
        if (result < 0)
            throw BpfErrors.System($"change the {what} of map '{Name}' to {value}", -result);
    }
}
