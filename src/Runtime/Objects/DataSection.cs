// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>
/// The global variables of one section (.rodata, .data, .bss). Before <see cref="BpfObject.Load"/> it is their initial
/// values, all writable. After it, .data and .bss are the memory the BPF programs use, shared with them, and .rodata is frozen.
/// </summary>
/// <remarks>
/// References and spans point into that memory: take them anew after Load, and do not use them once the object is disposed.
/// There is no synchronisation with BPF programs beyond what the variables' own types give.
/// </remarks>
public sealed unsafe class DataSection
{
    private readonly BpfObject _owner;
    private readonly BpfMap _map;
    private readonly nuint _length;
    private byte* _memory;
    private MappedMemory? _mapping;

    internal DataSection(BpfObject owner, BpfMap map, string name, byte* initial, nuint length)
    {
        _owner = owner;
        _map = map;
        _memory = initial;
        _length = length;
        Name = name;
    }

    /// <summary>The section's name, as in ".rodata".</summary>
    public string Name { get; }

    /// <summary>How many bytes it has.</summary>
    public uint Length => (uint)_length;

    /// <summary>Whether a value written here has an effect: always before Load, only outside .rodata after it.</summary>
    public bool IsWritable => !_owner.IsLoaded || !IsReadOnlySection;

    private bool IsReadOnlySection => Name.StartsWith(".rodata", StringComparison.Ordinal) || Name == ".kconfig";

    /// <summary>A variable of the section.</summary>
    /// <typeparam name="T">Its type, blittable, as large as the C one.</typeparam>
    /// <param name="offset">Bytes from the start of the section.</param>
    /// <returns>A reference to it. Of a frozen section it may only be read: writing to it ends the process with a fault.</returns>
    /// <exception cref="BpfException">The variable lies outside of the section: the C# code is stale.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public ref T At<T>(uint offset) where T : unmanaged
    {
        Check(offset, (uint)sizeof(T));
        return ref Unsafe.AsRef<T>(_memory + offset);
    }

    /// <summary>A range of the section.</summary>
    /// <param name="offset">Bytes from the start of the section.</param>
    /// <param name="length">How many bytes.</param>
    /// <returns>The bytes. Of a frozen section they may only be read: writing to them ends the process with a fault.</returns>
    /// <exception cref="BpfException">The range is not inside of the section: the C# code is stale.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public Span<byte> Bytes(uint offset, uint length)
    {
        Check(offset, length);
        return new Span<byte>(_memory + offset, checked((int)length));
    }

    /// <summary>Throws when the section can no longer be written to. A knob's setter calls it first.</summary>
    /// <param name="variable">The variable's name, for the message.</param>
    /// <exception cref="InvalidOperationException">The object is loaded and the section is read-only.</exception>
    public void ThrowIfFrozen(string variable)
    {
        if (!IsWritable)
        {
            throw new InvalidOperationException(
                $"'{variable}' of '{_owner.Name}' can only be set before Load(): the verifier has taken its value for a constant.");
        }
    }

    /// <summary>After Load: the memory of the map in the kernel takes the place of the initial values.</summary>
    internal void MapKernelMemory()
    {
        // libbpf before 1.5 leaves its own copy where it was, later ones map the kernel's memory over it. Mapping it here
        // is right for both.
        if (!_map.IsMmapable)
            return;
        nuint page = (nuint)Environment.SystemPageSize;
        _mapping = MappedMemory.Map(_map.Handle, (_length + page - 1) / page * page, writable: !IsReadOnlySection, 0,
            $"map section {Name} of '{_owner.Name}' into memory");
        _memory = _mapping.Address;
    }

    internal void Close() => _mapping?.Dispose();

    private void Check(uint offset, uint length)
    {
        _owner.ThrowIfDisposed();
        if (offset > _length || length > _length - offset)
        {
            throw BpfErrors.Stale($"reach a variable at {offset} of section {Name} of '{_owner.Name}'",
                $"it needs {length} bytes and the section ends at {_length}");
        }
    }
}
