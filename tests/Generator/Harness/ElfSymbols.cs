// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace SharpBpf.Generator.Tests.Harness;

/// <summary>
/// The bytes of the variables in a 64-bit object. It shares no code with the product's ELF reader, which is
/// on the other side of the comparison.
/// </summary>
internal sealed class ElfSymbols
{
    private readonly byte[] _file;
    private readonly bool _bigEndian;
    private readonly Dictionary<string, (int Start, int Size)> _symbols = new(StringComparer.Ordinal);

    public ElfSymbols(byte[] file, bool bigEndian = false)
    {
        _file = file;
        _bigEndian = bigEndian;
        int table = (int)U64(0x28);
        int count = U16(0x3c);
        for (int i = 0; i < count; i++)
        {
            int header = table + (i * 64);
            if (U32(header + 4) == 2)
                ReadTable(table, (int)U64(header + 24), (int)U64(header + 32), (int)U32(header + 40));
        }
    }

    public ReadOnlySpan<byte> this[string name] => _file.AsSpan(_symbols[name].Start, _symbols[name].Size);

    public long Number(string name, int index = 0) => BinaryPrimitives.ReadInt64LittleEndian(this[name][(index * 8)..]);

    private void ReadTable(int sections, int start, int size, int stringSection)
    {
        int strings = (int)U64(sections + (stringSection * 64) + 24);
        for (int at = start; at < start + size; at += 24)
        {
            int section = U16(at + 6);
            if (section is 0 or >= 0xff00)
                continue;

            int sectionStart = (int)U64(sections + (section * 64) + 24);
            int name = strings + (int)U32(at);
            int length = _file.AsSpan(name).IndexOf((byte)0);
            _symbols[Encoding.UTF8.GetString(_file, name, length)] = (sectionStart + (int)U64(at + 8), (int)U64(at + 16));
        }
    }

    private ushort U16(int at)
        => _bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(_file.AsSpan(at)) : BinaryPrimitives.ReadUInt16LittleEndian(_file.AsSpan(at));

    private uint U32(int at)
        => _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan(at)) : BinaryPrimitives.ReadUInt32LittleEndian(_file.AsSpan(at));

    private ulong U64(int at)
        => _bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(_file.AsSpan(at)) : BinaryPrimitives.ReadUInt64LittleEndian(_file.AsSpan(at));
}
