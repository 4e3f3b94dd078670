// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

// Elements as bytes, for kinds of maps and types that have no class of their own. The sizes are checked at each call.
public sealed unsafe partial class BpfMap
{
    /// <summary>Reads a value: <c>BPF_MAP_LOOKUP_ELEM</c>.</summary>
    /// <param name="key">The key, as long as <see cref="KeySize"/> says.</param>
    /// <param name="value">Where it goes, as long as <see cref="ValueSize"/> says; of a per-CPU map, as many times that, each
    /// rounded up to 8 bytes, as there are possible CPUs.</param>
    /// <returns>Whether the key is there.</returns>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    /// <exception cref="InvalidOperationException">The object is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The map or its object was disposed.</exception>
    public bool TryGet(ReadOnlySpan<byte> key, Span<byte> value)
    {
        CheckLength(key.Length, KeySize, nameof(key));
        CheckLength(value.Length, SystemCallValueSize, nameof(value));
        fixed (byte* k = key)
        fixed (byte* v = value)
            return MapCalls.TryLookup(this, k, v);
    }

    /// <summary>Writes a value: <c>BPF_MAP_UPDATE_ELEM</c>.</summary>
    /// <param name="key">The key, as long as <see cref="KeySize"/> says.</param>
    /// <param name="value">The value, as long as for <see cref="TryGet"/>.</param>
    /// <param name="flags">Whether the key may be added, replaced, or either.</param>
    /// <returns>False when <paramref name="flags"/> forbid it: the key exists, or does not.</returns>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    /// <exception cref="BpfException">The map is full (E2BIG), or the kernel refuses.</exception>
    /// <exception cref="InvalidOperationException">The object is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The map or its object was disposed.</exception>
    public bool TryUpdate(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, BpfUpdate flags = BpfUpdate.Any)
    {
        CheckLength(key.Length, KeySize, nameof(key));
        CheckLength(value.Length, SystemCallValueSize, nameof(value));
        fixed (byte* k = key)
        fixed (byte* v = value)
            return MapCalls.TryUpdate(this, k, v, flags);
    }

    /// <summary>Deletes a key: <c>BPF_MAP_DELETE_ELEM</c>.</summary>
    /// <param name="key">The key, as long as <see cref="KeySize"/> says.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="ArgumentException">The length is wrong.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    /// <exception cref="InvalidOperationException">The object is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The map or its object was disposed.</exception>
    public bool Remove(ReadOnlySpan<byte> key)
    {
        CheckLength(key.Length, KeySize, nameof(key));
        fixed (byte* k = key)
            return MapCalls.TryDelete(this, k);
    }

    internal bool IsPerCpu => Type is BpfMapType.PerCpuArray or BpfMapType.PerCpuHash or BpfMapType.LruPerCpuHash or BpfMapType.PerCpuCGroupStorage;

    /// <summary>The bytes the kernel copies for a value: bpf_map_value_size() of kernel/bpf/syscall.c.</summary>
    private int SystemCallValueSize => IsPerCpu ? PerCpuValues.Size((int)ValueSize) * BpfRuntime.PossibleCpus : (int)ValueSize;

    private void CheckLength(int length, long expected, string name)
    {
        if (length != expected)
            throw new ArgumentException($"The {name} of map '{Name}' has {expected} bytes, not {length}.", name);
    }
}
