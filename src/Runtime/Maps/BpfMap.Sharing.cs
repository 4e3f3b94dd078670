// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using SharpBpf.Interop;

namespace SharpBpf;

// Maps that live outside of one object: created alone, pinned in a BPF file system, reused, put into other maps.
public sealed unsafe partial class BpfMap
{
    /// <summary>Creates a map without an object: <c>BPF_MAP_CREATE</c>.</summary>
    /// <param name="type">What kind of map.</param>
    /// <param name="name">Its name, of which the kernel keeps 15 bytes: letters, digits, '_' and '.'.</param>
    /// <param name="keySize">The bytes of a key.</param>
    /// <param name="valueSize">The bytes of a value, of one CPU's value in a per-CPU map.</param>
    /// <param name="maxEntries">How many entries; of a ring buffer, bytes.</param>
    /// <param name="flags">Flags, <c>BPF_F_*</c> of linux/bpf.h.</param>
    /// <param name="inner">Of a map of maps: a map like those it will hold; or null.</param>
    /// <returns>The map, to be disposed.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public static BpfMap Create(BpfMapType type, string name, uint keySize, uint valueSize, uint maxEntries, uint flags = 0, BpfMap? inner = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        BpfMapCreateOpts opts = new() { Size = (nuint)sizeof(BpfMapCreateOpts), MapFlags = flags, InnerMapFd = inner is null ? 0 : (uint)inner.Fd };
        int fd = LibBpf.bpf_map_create((int)type, name, keySize, valueSize, maxEntries, &opts);
        GC.KeepAlive(inner);
        return fd >= 0 ? new BpfMap(new FileDescriptor(fd)) : throw BpfErrors.CreateMap(type, name, keySize, valueSize, maxEntries, -fd);
    }

    /// <summary>Opens a map that was pinned: <c>BPF_OBJ_GET</c>.</summary>
    /// <param name="path">Where it is pinned, in a BPF file system.</param>
    /// <returns>The map, to be disposed. The typed maps check its type, sizes and, where known, the C names of its types.</returns>
    /// <exception cref="BpfException">There is nothing, or something that is no map.</exception>
    public static BpfMap OpenPinned(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        int fd = LibBpf.bpf_obj_get(path);
        if (fd < 0)
            throw BpfErrors.Pin($"open the pinned map {path}", path, -fd);
        FileDescriptor handle = new(fd);
        try
        {
            if (!FdKind.IsMap(handle))
                throw new BpfException($"open the pinned map {path}", "it is no map but another BPF object", null, 0);
            return new BpfMap(handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Opens a map that was pinned, and checks that it is like one of an object: type, sizes, and the types of key and value in its BTF.</summary>
    /// <param name="path">Where it is pinned, in a BPF file system.</param>
    /// <param name="like">A map of an object, which need not be loaded.</param>
    /// <returns>The map, to be disposed.</returns>
    /// <exception cref="BpfException">There is nothing, something that is no map, or another kind of map; the message says what differs.</exception>
    /// <exception cref="ObjectDisposedException">The object of <paramref name="like"/> was disposed.</exception>
    public static BpfMap OpenPinned(string path, BpfMap like)
    {
        ArgumentNullException.ThrowIfNull(like);
        BpfMap map = OpenPinned(path);
        try
        {
            string what = $"use the map pinned at {path} for map '{like.Name}'";
            if (like._owner is null)
            {
                PinnedMap.Check(like, 0, 0, 0, map._info, what);
            }
            else
            {
                using ObjectHandle.Lease lease = like._owner.Borrow();
                PinnedMap.Check(like, LibBpf.bpf_object__btf(lease.Pointer), LibBpf.bpf_map__btf_key_type_id(like._map),
                    LibBpf.bpf_map__btf_value_type_id(like._map), map._info, what);
            }
            return map;
        }
        catch
        {
            map.Dispose();
            throw;
        }
    }

    /// <summary>Opens a map of any process by its number: <c>BPF_MAP_GET_FD_BY_ID</c>.</summary>
    /// <param name="id">The number, as <see cref="Id"/> and bpftool show it.</param>
    /// <returns>The map, to be disposed.</returns>
    /// <exception cref="BpfException">There is none, or the process may not open it.</exception>
    public static BpfMap OpenId(uint id)
    {
        int fd = LibBpf.bpf_map_get_fd_by_id(id);
        return fd >= 0 ? new BpfMap(new FileDescriptor(fd)) : throw new BpfException($"open map {id}", Errno.Describe(-fd),
            -fd == Errno.ENOENT ? "There is no map of this number, or no longer; bpftool map lists them." : ErrorAdvice.ForSystemCall(-fd), -fd);
    }

    /// <summary>
    /// Where Load looks for a pinned map to use instead of a new one, and pins a new one if there is none; null for neither. libbpf
    /// compares type, sizes and flags.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is set after Load, or the map has no object.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public string? PinPath
    {
        get
        {
            if (_owner is null)
                return null;
            using ObjectHandle.Lease lease = _owner.Borrow();
            byte* path = LibBpf.bpf_map__pin_path(_map);
            return path == null ? null : Utf8.Text(path);
        }
        set
        {
            using ObjectHandle.Lease lease = BorrowForSetup($"The pin path of map '{Name}' cannot be changed");
            int result = LibBpf.bpf_map__set_pin_path(_map, value);
            if (result < 0)
                throw BpfErrors.System($"set the pin path of map '{Name}'", -result);
        }
    }

    /// <summary>Gives the map a name in a BPF file system, which keeps it when all processes have closed it.</summary>
    /// <param name="path">A new file, below a mount of bpf such as /sys/fs/bpf.</param>
    /// <exception cref="BpfException">The path exists, or is in no BPF file system.</exception>
    /// <exception cref="InvalidOperationException">The object is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The map or its object was disposed.</exception>
    public void Pin(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        int result = LibBpf.bpf_obj_pin(Handle, path);
        if (result < 0)
            throw BpfErrors.Pin($"pin map '{Name}' to {path}", path, -result);
    }

    /// <summary>Uses another map instead of creating one at Load, so that objects share it.</summary>
    /// <param name="other">The map. Its type, sizes and flags replace those of this one.</param>
    /// <exception cref="BpfException">libbpf refuses.</exception>
    /// <exception cref="InvalidOperationException">It is called after Load, or the map has no object.</exception>
    /// <exception cref="ObjectDisposedException">An object was disposed.</exception>
    public void Reuse(BpfMap other)
    {
        ArgumentNullException.ThrowIfNull(other);
        using ObjectHandle.Lease lease = BorrowForSetup($"Map '{Name}' cannot be replaced");
        int result = LibBpf.bpf_map__reuse_fd(_map, other.Handle);
        if (result < 0)
            throw BpfErrors.System($"use map '{other.Name}' for map '{Name}'", -result);
    }

    /// <summary>Of a map of maps: says what kind of map it will hold, when its definition does not.</summary>
    /// <param name="inner">A map like those it will hold.</param>
    /// <exception cref="BpfException">libbpf refuses, as it does when the definition says it already.</exception>
    /// <exception cref="InvalidOperationException">It is called after Load, or the map has no object.</exception>
    /// <exception cref="ObjectDisposedException">An object was disposed.</exception>
    public void SetInnerMap(BpfMap inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        using ObjectHandle.Lease lease = BorrowForSetup($"The inner map of '{Name}' cannot be changed");
        // libbpf closes the descriptor it is given, so it gets one of its own.
        FileDescriptor copy = LibC.Duplicate(inner.Fd, $"keep map '{inner.Name}' open");
        int result = LibBpf.bpf_map__set_inner_map_fd(_map, copy);
        if (result < 0)
        {
            copy.Dispose();
            throw BpfErrors.System($"make map '{inner.Name}' the kind of maps that map '{Name}' holds", -result);
        }
        copy.SetHandleAsInvalid();
    }

    /// <summary>Forbids system calls to change it from now on, for all processes: <c>BPF_MAP_FREEZE</c>. BPF programs still may.</summary>
    /// <exception cref="BpfException">The kernel refuses, as for a map that is mapped writable.</exception>
    /// <exception cref="InvalidOperationException">The object is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The map or its object was disposed.</exception>
    public void Freeze()
    {
        int result = LibBpf.bpf_map_freeze(Handle);
        if (result < 0)
            throw BpfErrors.Map(this, "freeze", -result);
    }

    /// <summary>Puts the operations of a struct_ops map in force: <c>bpf_map__attach_struct_ops()</c> (Linux 5.6).</summary>
    /// <returns>The attachment. They stay in force until it is disposed.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    /// <exception cref="InvalidOperationException">The map has no object, or it is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public BpfLink AttachStructOps()
    {
        if (_owner is null)
            throw new InvalidOperationException($"Map '{Name}' belongs to no object.");
        using ObjectHandle.Lease lease = _owner.Borrow();
        _ = Handle;
        using LibBpfLog.Capture log = LibBpfLog.Begin();
        nint link = LibBpf.bpf_map__attach_struct_ops(_map);
        int errno = Marshal.GetLastPInvokeError();
        return link != 0 ? new BpfLink(new LibbpfAttachment(link), Name)
            : throw new BpfException($"attach struct_ops '{Name}'", ErrorAdvice.Cause(log.Lines) ?? Errno.Describe(errno),
                ErrorAdvice.ForSystemCall(errno), errno, libbpfLog: ErrorAdvice.Join(log.Lines));
    }

    /// <summary>Throws if Load would take another kind of map from the pin.</summary>
    internal void CheckPin(nint objectBtf) =>
        PinnedMap.CheckReuse(this, objectBtf, LibBpf.bpf_map__btf_key_type_id(_map), LibBpf.bpf_map__btf_value_type_id(_map));

    /// <summary>The C names of the key's and the value's type, as far as the map's BTF has them.</summary>
    internal (string? Key, string? Value) TypeNames()
    {
        // An object's maps were compared with the C# code when that was generated; what comes from elsewhere was not.
        if (_owner is not null)
            return (null, null);
        return (MapInfo.TypeName(_info.BtfId, _info.BtfKeyTypeId), MapInfo.TypeName(_info.BtfId, _info.BtfValueTypeId));
    }
}
