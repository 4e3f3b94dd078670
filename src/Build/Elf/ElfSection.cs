// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Build.Elf;

/// <summary>A section header and its bytes (none for SHT_NOBITS).</summary>
internal sealed record ElfSection(
    int Index, long HeaderOffset, string Name, uint Type, ulong Flags, ulong Size, uint Link, uint Info, ByteView Data)
{
    public const uint ProgBits = 1;
    public const uint SymTab = 2;
    public const uint Rela = 4;
    public const uint NoBits = 8;
    public const uint Rel = 9;

    public const ulong Executable = 4;
    public const ulong Compressed = 0x800;

    public bool IsExecutable => (Flags & Executable) != 0;
}

/// <summary>A symbol; <see cref="Section"/> is st_shndx, <see cref="Value"/> the offset in that section.</summary>
internal sealed record ElfSymbol(long Offset, string Name, byte Info, ushort Section, ulong Value, ulong Size)
{
    public const int Object = 1;
    public const int Function = 2;

    public int Type => Info & 15;

    public bool IsLocal => Info >> 4 == 0;
}
