// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using SharpBpf.Generator.Manifest;
using SharpBpf.Generator.Planning;

namespace SharpBpf.Filters.Tests.Property;

/// <summary>Fills C types with random values, edges more often than chance would.</summary>
internal sealed class InputMaker(BpfManifest manifest, int seed)
{
    private readonly DefinitionTable _table = new(manifest);
    private readonly Random _random = new(seed);

    /// <summary>So many structs, one after the other.</summary>
    public byte[] Structs(string name, int count)
    {
        Definition definition = _table.Find(name)!;
        byte[] bytes = new byte[definition.Size * count];
        for (int i = 0; i < count; i++)
            Fill(definition, bytes.AsSpan(i * definition.Size, definition.Size));

        return bytes;
    }

    /// <summary>The content of .rodata: knobs.</summary>
    public byte[] Section(string name)
    {
        DataSectionInfo section = manifest.Sections.Single(s => s.Name == name);
        byte[] bytes = new byte[section.Size];
        foreach (VariableInfo variable in section.Variables)
            Fill(variable.Type, bytes.AsSpan((int)variable.Offset, (int)variable.Size));

        return bytes;
    }

    private void Fill(Definition definition, Span<byte> bytes)
    {
        // Bits first: a bit-field shares its bytes, and what it holds is any number anyway.
        foreach (FieldInfo field in _table.Flatten(definition).Where(f => f.BitWidth != 0))
            bytes[(field.BitOffset / 8)..((field.BitOffset + field.BitWidth + 7) / 8)].ForEachByte(_random);

        foreach (FieldInfo field in _table.Flatten(definition).Where(f => f.BitWidth == 0))
            Fill(field.Type, bytes.Slice(field.BitOffset / 8, (int)_table.SizeOf(field.Type)));
    }

    private void Fill(CType type, Span<byte> bytes)
    {
        switch (DefinitionTable.Strip(type))
        {
            case ArrayType array when DefinitionTable.Strip(array.Element) is IntType { Encoding: IntEncoding.Char }:
                Text(bytes);
                break;
            case ArrayType array:
                int size = (int)_table.SizeOf(array.Element);
                for (int i = 0; i < array.Count; i++)
                    Fill(array.Element, bytes.Slice(i * size, size));

                break;
            case NamedType { Kind: not DefinitionKind.Enum } named:
                Fill(_table.Get(named), bytes);
                break;
            case NamedType named when _random.Next(4) != 0:
                Definition definition = _table.Get(named);
                Write(definition.Values[_random.Next(definition.Values.Count)].Value, bytes);
                break;
            case IntType { Encoding: IntEncoding.Bool }:
                bytes[0] = (byte)_random.Next(2);
                break;
            default:
                Write(Number(bytes.Length * 8), bytes);
                break;
        }
    }

    private long Number(int bits) => _random.Next(8) switch
    {
        0 => 0,
        1 => -1,
        2 => 1L << (bits - 1),
        3 => (1L << (bits - 1)) - 1,
        4 => _random.Next(-8, 9),
        5 => _random.Next(-300, 301),
        _ => _random.NextInt64(long.MinValue, long.MaxValue),
    };

    // Few letters, so that comparisons come out both ways; a NUL anywhere, or nowhere.
    private void Text(Span<byte> bytes)
    {
        int length = _random.Next(bytes.Length + 1);
        bool repeats = _random.Next(2) == 0;
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = i == length && _random.Next(8) != 0 ? (byte)0 : repeats ? (byte)(97 + (i & 1)) : (byte)(97 + _random.Next(2));

        if (length < bytes.Length && _random.Next(2) == 0)
            bytes[length..].Clear();
    }

    private static void Write(long value, Span<byte> bytes)
    {
        Span<byte> all = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(all, value);
        all[..bytes.Length].CopyTo(bytes);
    }
}

internal static class RandomBytes
{
    /// <summary>Random bytes, all ones or all zeros now and then.</summary>
    public static void ForEachByte(this Span<byte> bytes, Random random)
    {
        random.NextBytes(bytes);
        if (random.Next(4) == 0)
            bytes.Fill((byte)(random.Next(2) == 0 ? 0 : 255));
    }
}
