// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace SharpBpf.Build.Tests;

/// <summary>
/// Puts an object together by hand, as Documentation/bpf/btf.rst of the kernel says: for what clang 14 cannot make, and for what no
/// compiler would.
/// </summary>
internal sealed class BtfBytes(bool bigEndian = false)
{
    private readonly List<byte> _types = [];
    private readonly List<byte> _strings = [0];
    private uint _lastId;

    /// <summary>Adds a type: its kind, flag and vlen, then size or type, then the words behind it.</summary>
    /// <returns>Its id.</returns>
    public uint Add(uint kind, string name, uint sizeOrType, uint vlen = 0, bool flag = false, params uint[] rest)
    {
        Word(_types, String(name));
        Word(_types, (kind << 24) | vlen | (flag ? 1u << 31 : 0));
        Word(_types, sizeOrType);
        foreach (uint word in rest)
            Word(_types, word);

        return ++_lastId;
    }

    public uint String(string text)
    {
        if (text.Length == 0)
            return 0;

        uint at = (uint)_strings.Count;
        _strings.AddRange(Encoding.UTF8.GetBytes(text));
        _strings.Add(0);
        return at;
    }

    /// <summary>A struct with these members at offset 0, 8, … bytes, exported by a pointer variable, as an object.</summary>
    public byte[] Export(uint type)
    {
        uint pointer = Add(2, "", type);
        uint variable = Add(14, "export_it", pointer, rest: 0u);
        Add(15, ".sharpbpf.types", 8, 1, rest: [variable, 0, 8]);
        return Object();
    }

    public byte[] Object()
    {
        List<byte> btf = [];
        Half(btf, 0xeb9f);
        btf.AddRange([1, 0]);
        foreach (uint word in new uint[] { 24, 0, (uint)_types.Count, (uint)_types.Count, (uint)_strings.Count })
            Word(btf, word);

        btf.AddRange(_types);
        btf.AddRange(_strings);

        // Header, then .BTF, an exports section of 8 bytes, the names, and the section table.
        byte[] names = "\0.BTF\0.sharpbpf.types\0.shstrtab\0"u8.ToArray();
        List<byte> file = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, (byte)(bigEndian ? 2 : 1), 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        Half(file, 1);
        Half(file, 247);
        Word(file, 1);
        Long(file, 0);
        Long(file, 0);
        int table = 64 + btf.Count + 8 + names.Length;
        Long(file, (ulong)table);
        Word(file, 0);
        foreach (ushort half in new ushort[] { 64, 0, 0, 64, 4, 3 })
            Half(file, half);

        file.AddRange(btf);
        file.AddRange(new byte[8]);
        file.AddRange(names);
        file.AddRange(new byte[64]);
        Section(file, 1, 64, btf.Count);
        Section(file, 6, 64 + btf.Count, 8);
        Section(file, 22, 64 + btf.Count + 8, names.Length);
        return [.. file];
    }

    private void Section(List<byte> file, uint name, int offset, int size)
    {
        Word(file, name);
        Word(file, 1);
        Long(file, 0);
        Long(file, 0);
        Long(file, (ulong)offset);
        Long(file, (ulong)size);
        Long(file, 0);
        Long(file, 1);
        Long(file, 0);
    }

    private void Half(List<byte> to, ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        if (bigEndian)
            BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        else
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);

        to.AddRange(bytes);
    }

    private void Word(List<byte> to, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        if (bigEndian)
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);

        to.AddRange(bytes);
    }

    private void Long(List<byte> to, ulong value)
    {
        Word(to, bigEndian ? (uint)(value >> 32) : (uint)value);
        Word(to, bigEndian ? (uint)value : (uint)(value >> 32));
    }
}
