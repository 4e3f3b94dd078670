// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace SharpBpf.Build.Elf;

/// <summary>
/// Applies the relocations of a section that is data, not code. Compilers leave the offsets of variables in .BTF to the linker,
/// and libbpf, which is the linker here, does not tell anyone; without this all of them would be 0.
/// </summary>
internal static class ElfRelocator
{
    private const int RelSize = 16;
    private const int RelaSize = 24;

    // R_BPF_64_ABS32 and R_BPF_64_NODYLD32: 32 bits, symbol plus addend.
    private const uint Abs32 = 3;
    private const uint NoDynamicLoad32 = 4;

    /// <summary>The bytes of <paramref name="section"/> with its relocations applied, or as they are when it has none.</summary>
    public static ByteView Apply(ElfFile file, ElfSection section)
    {
        byte[]? copy = null;
        foreach (ElfSection table in file.Sections)
        {
            if (table.Type is not (ElfSection.Rel or ElfSection.Rela) || table.Info != (uint)section.Index)
                continue;

            copy ??= section.Data.Span.ToArray();
            Apply(file, section, table, copy);
        }

        return copy is null ? section.Data : section.Data.With(copy);
    }

    private static void Apply(ElfFile file, ElfSection section, ElfSection table, byte[] bytes)
    {
        bool hasAddend = table.Type == ElfSection.Rela;
        int size = hasAddend ? RelaSize : RelSize;
        ByteView data = table.Data;
        for (long at = 0; at + size <= data.Length; at += size)
        {
            ulong place = data.U64(at, "a relocation");
            ulong info = data.U64(at + 8, "a relocation");
            uint type = (uint)info;
            if (type is not (Abs32 or NoDynamicLoad32))
                throw data.Error(at + 8, $"a relocation of type {type} in {section.Name} is not supported");

            uint symbol = (uint)(info >> 32);
            if (symbol >= (uint)file.Symbols.Count)
                throw data.Error(at + 8, $"a relocation refers to symbol {symbol} of {file.Symbols.Count}");

            if (bytes.Length < 4 || place > (ulong)bytes.Length - 4)
                throw data.Error(at, $"a relocation is outside of {section.Name}");

            Span<byte> target = bytes.AsSpan((int)place, 4);
            uint addend = hasAddend ? (uint)data.U64(at + 16, "a relocation") : Read(target, data.BigEndian);
            Write(target, unchecked((uint)file.Symbols[(int)symbol].Value + addend), data.BigEndian);
        }
    }

    private static uint Read(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static void Write(Span<byte> bytes, uint value, bool bigEndian)
    {
        if (bigEndian)
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
    }
}
