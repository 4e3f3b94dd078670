// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Build.Elf;

namespace SharpBpf.Build.Btf;

/// <summary>
/// Reads the types of a .BTF section. All ids are checked here, so that nobody behind has to; cycles and depth are not,
/// since a struct that points to itself is one.
/// </summary>
internal sealed class BtfReader
{
    private const ushort Magic = 0xeb9f;
    private const int MinHeader = 24;

    private readonly ByteView _types;
    private readonly ByteView _strings;
    private readonly List<BtfType> _list = [BtfType.Void];
    private readonly Dictionary<uint, string> _names = [];
    private long _at;

    private BtfReader(ByteView types, ByteView strings)
    {
        _types = types;
        _strings = strings;
    }

    /// <summary>Reads a section; type 0 of the list is void.</summary>
    public static BtfType[] Read(ByteView section)
    {
        if (section.U16(0, "the BTF header") != Magic)
            throw section.Error(0, $".BTF starts with {section.U16(0, "the BTF header"):x4} instead of {Magic:x4}");

        byte version = section.U8(2, "the BTF header");
        if (version != 1)
            throw section.Error(2, $"version {version} of BTF is not supported, only 1");

        uint header = section.U32(4, "the BTF header");
        if (header < MinHeader)
            throw section.Error(4, $"a BTF header of {header} bytes is too short");

        ByteView body = section.Slice(header, (ulong)Math.Max(0, section.Length - (long)header), "the BTF header");
        ByteView types = body.Slice(section.U32(8, "the BTF header"), section.U32(12, "the BTF header"), "the BTF types");
        ByteView strings = body.Slice(section.U32(16, "the BTF header"), section.U32(20, "the BTF header"), "the BTF strings");
        return new BtfReader(types, strings).ReadAll();
    }

    private BtfType[] ReadAll()
    {
        while (_at < _types.Length)
            _list.Add(ReadType());

        foreach (BtfType type in _list)
            CheckIds(type);

        return [.. _list];
    }

    private BtfType ReadType()
    {
        long start = _at;
        string name = Name(U32());
        uint info = U32();
        uint sizeOrType = U32();
        BtfKind kind = (BtfKind)((info >> 24) & 0x1f);
        uint count = info & 0xffff;
        bool flag = info >> 31 != 0;
        uint id = (uint)_list.Count;
        long place = _types.Start + start;

        switch (kind)
        {
            case BtfKind.Int:
                uint bits = U32();
                return new()
                {
                    Id = id, Kind = kind, Place = place, Name = name, Size = sizeOrType,
                    Encoding = (bits >> 24) & 0xf, BitOffset = (bits >> 16) & 0xff, Bits = bits & 0xff,
                };
            case BtfKind.Array:
                uint element = U32();
                Skip(4);
                return new() { Id = id, Kind = kind, Place = place, Target = element, Count = U32() };
            case BtfKind.Struct or BtfKind.Union:
                return new()
                {
                    Id = id, Kind = kind, Place = place, Name = name, Flag = flag, Size = sizeOrType, Members = Members(count, flag),
                };
            case BtfKind.Enum or BtfKind.Enum64:
                return new()
                {
                    Id = id, Kind = kind, Place = place, Name = name, Flag = flag, Size = sizeOrType,
                    Enumerators = Enumerators(count, kind == BtfKind.Enum64),
                };
            case BtfKind.Float:
                return new() { Id = id, Kind = kind, Place = place, Name = name, Size = sizeOrType };
            case BtfKind.Forward:
                return new() { Id = id, Kind = kind, Place = place, Name = name, Flag = flag };
            case BtfKind.Pointer or BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict or BtfKind.TypeTag:
                return new() { Id = id, Kind = kind, Place = place, Name = name, Target = sizeOrType };
            case BtfKind.Function:
                return new() { Id = id, Kind = kind, Place = place, Name = name, Target = sizeOrType, Linkage = count };
            case BtfKind.FunctionPrototype:
                return new() { Id = id, Kind = kind, Place = place, Target = sizeOrType, Parameters = Parameters(count) };
            case BtfKind.Variable:
                return new() { Id = id, Kind = kind, Place = place, Name = name, Target = sizeOrType, Linkage = U32() };
            case BtfKind.DataSection:
                return new() { Id = id, Kind = kind, Place = place, Name = name, Size = sizeOrType, Members = Entries(count) };
            case BtfKind.DeclarationTag:
                Skip(4);
                return new() { Id = id, Kind = kind, Place = place, Name = name, Target = sizeOrType };
            default:
                throw _types.Error(start + 4, $"BTF kind {(int)kind} is not known");
        }
    }

    private BtfMember[] Members(uint count, bool hasBitFields)
    {
        Need(12L * count, "the members of a struct");
        BtfMember[] members = new BtfMember[count];
        for (int i = 0; i < members.Length; i++)
        {
            long place = _types.Start + _at;
            string name = Name(U32());
            uint type = U32();
            uint offset = U32();
            members[i] = hasBitFields
                ? new BtfMember(place, name, type, offset & 0xffffff, offset >> 24, 0)
                : new BtfMember(place, name, type, offset, 0, 0);
        }

        return members;
    }

    private BtfMember[] Entries(uint count)
    {
        Need(12L * count, "the variables of a section");
        BtfMember[] members = new BtfMember[count];
        for (int i = 0; i < members.Length; i++)
        {
            long place = _types.Start + _at;
            members[i] = new BtfMember(place, "", U32(), U32(), 0, U32());
        }

        return members;
    }

    private uint[] Parameters(uint count)
    {
        Need(8L * count, "the parameters of a function");
        uint[] types = new uint[count];
        for (int i = 0; i < types.Length; i++)
        {
            // Behind a pointer to a function parameters have no names.
            Skip(4);
            types[i] = U32();
        }

        return types;
    }

    private BtfEnumerator[] Enumerators(uint count, bool wide)
    {
        Need((wide ? 12L : 8L) * count, "the values of an enum");
        BtfEnumerator[] values = new BtfEnumerator[count];
        for (int i = 0; i < values.Length; i++)
        {
            string name = Name(U32());
            ulong low = U32();
            values[i] = new BtfEnumerator(name, wide ? low | ((ulong)U32() << 32) : low);
        }

        return values;
    }

    private void CheckIds(BtfType type)
    {
        if (type.Target >= (uint)_list.Count)
            throw _types.Error(type.Place - _types.Start, $"BTF type {type.Id} refers to type {type.Target} of {_list.Count}");

        foreach (uint parameter in type.Parameters)
        {
            if (parameter >= (uint)_list.Count)
                throw _types.Error(type.Place - _types.Start, $"BTF type {type.Id} refers to type {parameter} of {_list.Count}");
        }

        foreach (BtfMember member in type.Members)
        {
            if (member.Type >= (uint)_list.Count)
                throw _types.Error(member.Place - _types.Start, $"BTF type {type.Id} refers to type {member.Type} of {_list.Count}");
        }
    }

    private string Name(uint offset)
    {
        if (offset == 0)
            return "";

        if (!_names.TryGetValue(offset, out string? name))
        {
            if (offset >= (uint)_strings.Length)
                throw _types.Error(_at - 4, $"a name at {offset} is outside of the BTF strings, {_strings.Length} bytes");

            name = _strings.String(offset, "a name");
            _names.Add(offset, name);
        }

        return name;
    }

    private uint U32()
    {
        uint value = _types.U32(_at, "a BTF type");
        _at += 4;
        return value;
    }

    private void Skip(long bytes)
    {
        Need(bytes, "a BTF type");
        _at += bytes;
    }

    // Before anything is allocated: a count must not cost more memory than the file has bytes.
    private void Need(long bytes, string what)
    {
        if (bytes > _types.Length - _at)
            throw _types.Error(_at, $"{what} go beyond the end");
    }
}
