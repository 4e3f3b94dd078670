// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>
/// A map: <c>struct bpf_map</c> of a <see cref="BpfObject"/>, or one without an object, made by <see cref="Create"/>, <see cref="OpenPinned(string)"/>
/// or <see cref="OpenId"/>. Of an object's map, type and sizes can be changed until the object is loaded. The typed maps
/// (<see cref="HashMap{TKey, TValue}"/> and the like) reach its contents.
/// </summary>
public sealed unsafe partial class BpfMap : IDisposable
{
    private const uint MmapableFlag = 1u << 10; // BPF_F_MMAPABLE

    private readonly BpfObject? _owner;
    private readonly nint _map;
    private readonly BpfMapInfo _info;
    private readonly Lock _lock = new();
    private readonly List<IDisposable> _readers = [];
    private FileDescriptor? _handle;

    internal BpfMap(BpfObject owner, nint map)
    {
        _owner = owner;
        _map = map;
        Name = Utf8.Text(LibBpf.bpf_map__name(map));
    }

    private BpfMap(FileDescriptor handle)
    {
        _handle = handle;
        _info = MapInfo.Of(handle);
        fixed (byte* name = _info.Name)
            Name = Utf8.Text(name);
    }

    /// <summary>The C name of the map. The kernel keeps 15 bytes of it, which is what a map without an object has.</summary>
    public string Name { get; }

    /// <summary>What kind of map it is.</summary>
    /// <exception cref="InvalidOperationException">It is set after Load.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfMapType Type
    {
        get => (BpfMapType)Get(static map => (uint)LibBpf.bpf_map__type(map), _info.Type);
        set => Change("type", static (map, v) => LibBpf.bpf_map__set_type(map, (int)v), (uint)value);
    }

    /// <summary>
    /// How many entries it may have. Of a ring buffer: its size in bytes; libbpf makes it a power of two and at least a page.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is set after Load.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public uint MaxEntries
    {
        get => Get(LibBpf.bpf_map__max_entries, _info.MaxEntries);
        set => Change("maximum of entries", LibBpf.bpf_map__set_max_entries, value);
    }

    /// <summary>The size of a key in bytes; 0 where there is none.</summary>
    /// <exception cref="InvalidOperationException">It is set after Load.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public uint KeySize
    {
        get => Get(LibBpf.bpf_map__key_size, _info.KeySize);
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
        get => Get(LibBpf.bpf_map__value_size, _info.ValueSize);
        set => Change("value size", LibBpf.bpf_map__set_value_size, value);
    }

    /// <summary>The flags it is created with, <c>BPF_F_*</c> of linux/bpf.h.</summary>
    /// <exception cref="InvalidOperationException">It is set after Load.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public uint Flags
    {
        get => Get(LibBpf.bpf_map__map_flags, _info.MapFlags);
        set => Change("flags", LibBpf.bpf_map__set_map_flags, value);
    }

    /// <summary>Whether Load creates it. A program that uses a map that is not there cannot be loaded.</summary>
    /// <exception cref="InvalidOperationException">It is set after Load.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public bool AutoCreate
    {
        get => Get(static map => LibBpf.bpf_map__autocreate(map), 1) != 0;
        set => Change("creation", static (map, v) => LibBpf.bpf_map__set_autocreate(map, (byte)v), value ? 1u : 0);
    }

    /// <summary>
    /// Of a perf buffer: how many pages of memory each CPU's ring gets, a power of two. To be set before the buffer is first read.
    /// </summary>
    /// <exception cref="ArgumentException">It is not a power of two.</exception>
    public uint PerfPagesPerCpu
    {
        get;
        set => field = BitOperations.IsPow2(value) ? value
            : throw new ArgumentException($"The pages of a perf buffer must be a power of two, not {value}.", nameof(value));
    } = 64;

    /// <summary>The file descriptor of the map in the kernel, open until the map or its object is disposed.</summary>
    /// <exception cref="InvalidOperationException">The object is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public int Fd => (int)Handle.DangerousGetHandle();

    /// <summary>The number by which the kernel knows the map.</summary>
    /// <exception cref="InvalidOperationException">The object is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The map or its object was disposed.</exception>
    public uint Id => MapInfo.Of(Handle).Id;

    /// <summary>The descriptor for calls: it cannot be closed and given to another file while one is under way.</summary>
    internal FileDescriptor Handle => _handle ?? OpenHandle();

    /// <summary>Whether it is there to be asked: its object is loaded and open.</summary>
    internal bool Exists => _owner is null ? !_handle!.IsClosed : _owner.IsLoaded && !_owner.IsDisposed;

    /// <summary>The map in which SHARPBPF_WRITER counts what this one had no room for.</summary>
    internal BpfMap? LostMap => _owner?.TryFindMap(Name + "_lost");

    internal void ThrowIfWriterIsSet()
    {
        if (_owner is { IsLoaded: true } && _owner.HasWriter(this))
            throw new InvalidOperationException($"The wake-up policy of buffer '{Name}' must be set before Load(): the BPF program has been told.");
    }

    internal string OwnerName => _owner?.Name ?? "";

    internal bool Is(nint map) => _map == map;

    internal bool IsMmapable => (Flags & MmapableFlag) != 0;

    /// <summary>The initial value of the section behind an internal map; null for other maps.</summary>
    internal byte* InitialValue(out nuint length)
    {
        using ObjectHandle.Lease lease = _owner!.Borrow();
        nuint size = 0;
        byte* value = LibBpf.bpf_map__initial_value(_map, &size);
        length = size;
        return value;
    }

    /// <summary>Makes a perf buffer of a ring buffer, with about as much memory over all CPUs.</summary>
    internal void BecomePerfBuffer()
    {
        uint pages = MaxEntries / (uint)Environment.SystemPageSize / (uint)Environment.ProcessorCount;
        Type = BpfMapType.PerfEventArray;
        // libbpf then takes the number of possible CPUs.
        MaxEntries = 0;
        PerfPagesPerCpu = BitOperations.RoundUpToPowerOf2(Math.Max(pages, 1));
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
        // A map that is reused exists, with the right sizes, and cannot be changed any more.
        if (KeySize != size)
            KeySize = size;
        if (ValueSize != size)
            ValueSize = size;
    }

    /// <summary>Something that reads this map and must end when the map or its object does.</summary>
    internal void AddReader(IDisposable reader)
    {
        if (_owner is not null)
        {
            _owner.AddReader(reader);
            return;
        }
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_handle!.IsClosed, this);
            _readers.Add(reader);
        }
    }

    /// <summary>
    /// Closes a map without an object and ends its readers. An object's map is closed with its object; disposing it alone does nothing.
    /// </summary>
    public void Dispose()
    {
        if (_owner is not null)
            return;
        List<IDisposable> readers;
        lock (_lock)
        {
            readers = [.. _readers];
            _readers.Clear();
            _handle!.Dispose();
        }
        foreach (IDisposable reader in readers)
            reader.Dispose();
    }

    internal void Close() => _handle?.Dispose();

    private FileDescriptor OpenHandle()
    {
        lock (_lock)
        {
            using ObjectHandle.Lease lease = _owner!.Borrow();
            int fd = LibBpf.bpf_map__fd(_map);
            if (!_owner.IsLoaded || fd < 0)
                throw new InvalidOperationException($"Map '{Name}' of '{_owner.Name}' does not exist yet: call Load() first.");
            return _handle ??= LibC.Duplicate(fd, $"keep map '{Name}' open");
        }
    }

    private uint Get(Func<nint, uint> get, uint standalone)
    {
        if (_owner is null)
            return standalone;
        using ObjectHandle.Lease lease = _owner.Borrow();
        return get(_map);
    }

    private void Change(string what, Func<nint, uint, int> set, uint value)
    {
        using ObjectHandle.Lease lease = BorrowForSetup($"The {what} of map '{Name}' cannot be changed");
        int result = set(_map, value);
        if (result < 0)
            throw BpfErrors.System($"change the {what} of map '{Name}' to {value}", -result);
    }

    private ObjectHandle.Lease BorrowForSetup(string what)
    {
        if (_owner is null)
            throw new InvalidOperationException($"{what}: it exists already.");
        ObjectHandle.Lease lease = _owner.Borrow();
        try
        {
            _owner.ThrowIfLoaded(what);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
        return lease;
    }
}
