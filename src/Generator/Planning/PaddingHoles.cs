// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Emit;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Generator.Planning;

/// <summary>
/// Finds the bits of an event that no field names. A BPF program that fills in all fields still leaves them as they were: bytes of
/// the kernel's stack or of an old record, which user space then gets to see.
/// </summary>
internal sealed class PaddingHoles(DefinitionTable table)
{
    // Of an array with holes in its elements, this many elements are enough to say so.
    private const int MaxElements = 4;

    // Nobody reads a longer list, and arrays in arrays make it grow fast.
    private const int MaxParts = 10_000;

    private readonly Dictionary<string, bool> _hasHoles = new(StringComparer.Ordinal);

    /// <summary>The holes in words: <c>bytes 1 to 3, bits 5 to 7 of byte 12</c>; empty when there are none.</summary>
    public string Describe(CType type)
    {
        List<(long Begin, long End)> covered = [];
        Cover(type, 0, 0, covered);
        if (covered.Count > MaxParts)
            return "many";

        covered.Sort();
        List<string> holes = [];
        long reached = 0;
        foreach ((long begin, long end) in covered)
        {
            if (begin > reached)
                Hole(reached, begin, holes);

            reached = Math.Max(reached, end);
        }

        long size = table.SizeOf(type) * 8;
        if (reached < size)
            Hole(reached, size, holes);

        return string.Join(", ", holes);
    }

    private void Cover(CType type, int width, long at, List<(long, long)> covered)
    {
        if (covered.Count > MaxParts)
            return;

        CType bare = DefinitionTable.Strip(type);
        long size = width != 0 ? width : table.SizeOf(bare) * 8;
        if (bare is NamedType { Kind: not DefinitionKind.Enum } named)
        {
            Definition definition = table.Get(named);
            foreach (FieldInfo field in definition.Fields)
                Cover(field.Type, field.BitWidth, at + field.BitOffset, covered);

            // A flexible array begins in what would otherwise be padding.
            foreach (FieldInfo field in table.Flatten(definition).Where(f => DefinitionTable.Strip(f.Type) is ArrayType { Count: 0 }))
                covered.Add((at + field.BitOffset, at + (definition.Size * 8L)));
        }
        else if (bare is ArrayType && InnermostStruct(bare) is { } element && HasHoles(element))
        {
            long stride = table.SizeOf(element) * 8;
            long count = Math.Min(size / stride, MaxElements);
            for (int i = 0; i < count; i++)
                Cover(element, 0, at + (i * stride), covered);

            if (count * stride != size)
                covered.Add((at + (count * stride), at + size));
        }
        else if (size != 0)
        {
            covered.Add((at, at + size));
        }
    }

    private static NamedType? InnermostStruct(CType type)
    {
        while (type is ArrayType array)
            type = DefinitionTable.Strip(array.Element);

        return type as NamedType is { Kind: not DefinitionKind.Enum } named ? named : null;
    }

    private bool HasHoles(NamedType type)
    {
        if (!_hasHoles.TryGetValue(type.Name, out bool known))
            _hasHoles.Add(type.Name, known = table.SizeOf(type) != 0 && Describe(type).Length != 0);

        return known;
    }

    private static void Hole(long begin, long end, List<string> holes)
    {
        while (begin < end)
        {
            long first = begin / 8;
            if (begin % 8 != 0 || end < (first + 1) * 8)
            {
                long stop = Math.Min(end, (first + 1) * 8);
                holes.Add(Range("bit", begin % 8, ((stop - 1) % 8)) + $" of byte {Doc.Number(first)}");
                begin = stop;
            }
            else
            {
                long bytes = end / 8;
                holes.Add(Range("byte", first, bytes - 1));
                begin = bytes * 8;
            }
        }
    }

    private static string Range(string unit, long first, long last)
        => first == last ? $"{unit} {Doc.Number(first)}" : $"{unit}s {Doc.Number(first)} to {Doc.Number(last)}";
}
