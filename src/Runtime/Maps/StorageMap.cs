// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SharpBpf;

/// <summary>
/// Values that the kernel keeps with the things they belong to, and frees with them: <c>BPF_MAP_TYPE_SK_STORAGE</c> (Linux 5.2),
/// <c>INODE_STORAGE</c> (5.10), <c>TASK_STORAGE</c> (5.11), <c>CGRP_STORAGE</c> (6.2). User space names the owner by a file descriptor: of the
/// socket, of a file, of a process (<c>pidfd_open</c>), of the cgroup's folder. Nobody can list the owners. Every operation is one
/// system call. Safe to use from several threads, and while BPF programs use it.
/// </summary>
/// <typeparam name="TValue">The value, blittable.</typeparam>
public sealed unsafe class StorageMap<TValue> where TValue : unmanaged
{
    /// <summary>A typed view of a map.</summary>
    /// <param name="map">The map.</param>
    /// <exception cref="BpfException">The map is of another type, or its value is not the C# type.</exception>
    public StorageMap(BpfMap map)
    {
        MapCalls.Check<int, TValue>(map, BpfMapType.SkStorage, BpfMapType.InodeStorage, BpfMapType.TaskStorage, BpfMapType.CGrpStorage);
        Map = map;
    }

    /// <summary>The map itself.</summary>
    public BpfMap Map { get; }

    /// <summary>Reads an owner's value: <c>BPF_MAP_LOOKUP_ELEM</c>.</summary>
    /// <param name="owner">A file descriptor of the owner.</param>
    /// <param name="value">Its value, or zeros.</param>
    /// <returns>Whether it has one.</returns>
    /// <exception cref="BpfException">The descriptor is of something else (EBADF, ENOTSOCK …), or the kernel refuses.</exception>
    /// <exception cref="ObjectDisposedException"><paramref name="owner"/> is closed.</exception>
    public bool TryGet(SafeHandle owner, out TValue value)
    {
        using Borrowed fd = new(owner);
        int key = fd.Number;
        Unsafe.SkipInit(out value);
        bool found;
        fixed (TValue* v = &value)
            found = MapCalls.TryLookup(Map, &key, v);
        if (!found)
            value = default;
        return found;
    }

    /// <summary>Writes an owner's value: <c>BPF_MAP_UPDATE_ELEM</c>.</summary>
    /// <param name="owner">A file descriptor of the owner.</param>
    /// <param name="value">The value.</param>
    /// <param name="flags">Whether it may be added, replaced, or either.</param>
    /// <returns>False when <paramref name="flags"/> forbid it: the owner has a value, or has none.</returns>
    /// <exception cref="BpfException">The descriptor is of something else (EBADF, ENOTSOCK …), or the kernel refuses.</exception>
    /// <exception cref="ObjectDisposedException"><paramref name="owner"/> is closed.</exception>
    public bool TryUpdate(SafeHandle owner, in TValue value, BpfUpdate flags = BpfUpdate.Any)
    {
        using Borrowed fd = new(owner);
        int key = fd.Number;
        fixed (TValue* v = &value)
            return MapCalls.TryUpdate(Map, &key, v, flags);
    }

    /// <summary>Takes an owner's value away: <c>BPF_MAP_DELETE_ELEM</c>.</summary>
    /// <param name="owner">A file descriptor of the owner.</param>
    /// <returns>Whether it had one.</returns>
    /// <exception cref="BpfException">The descriptor is of something else (EBADF, ENOTSOCK …), or the kernel refuses.</exception>
    /// <exception cref="ObjectDisposedException"><paramref name="owner"/> is closed.</exception>
    public bool Remove(SafeHandle owner)
    {
        using Borrowed fd = new(owner);
        int key = fd.Number;
        return MapCalls.TryDelete(Map, &key);
    }

    // Keeps the number from being closed, and given to something else, while the kernel looks at it.
    private readonly ref struct Borrowed : IDisposable
    {
        private readonly SafeHandle _owner;

        public Borrowed(SafeHandle owner)
        {
            ArgumentNullException.ThrowIfNull(owner);
            bool added = false;
            owner.DangerousAddRef(ref added);
            _owner = owner;
        }

        public int Number => (int)_owner.DangerousGetHandle();

        public void Dispose() => _owner.DangerousRelease();
    }
}
