// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace SharpBpf.Generator.Tests.Harness;

/// <summary>A number somewhere in a C struct, and the value that one test gives it.</summary>
/// <param name="CPath">A C designator: <c>.a.b[2]</c>.</param>
/// <param name="Steps">The same way in C#: names of fields and properties (strings), indexes (ints).</param>
/// <param name="Value">What it holds; of a float, its double.</param>
/// <param name="CLiteral">The value in C.</param>
internal sealed record Leaf(string CPath, IReadOnlyList<object> Steps, object Value, string CLiteral)
{
    public static Leaf Integer(string path, IReadOnlyList<object> steps, int bits, bool signed, UInt128 noise)
    {
        UInt128 raw = bits == 128 ? noise : noise & ((UInt128.One << bits) - 1);
        object value = signed ? unchecked((Int128)(raw << (128 - bits)) >> (128 - bits)) : raw;
        return new Leaf(path, steps, value, Hex(unchecked(signed ? (UInt128)(Int128)value : raw)));
    }

    public static Leaf Bool(string path, IReadOnlyList<object> steps, UInt128 noise) => Integer(path, steps, 1, false, noise);

    public static Leaf Float(string path, IReadOnlyList<object> steps, UInt128 noise)
    {
        double value = ((int)((uint)noise & 0xfff) - 0x800) / 4.0;
        return new Leaf(path, steps, value, value.ToString("F2", CultureInfo.InvariantCulture));
    }

    public static Leaf Pointer(string path, IReadOnlyList<object> steps, UInt128 noise)
        => Integer(path, steps, 64, false, noise) is var leaf ? leaf with { CLiteral = $"(void *)(unsigned long)0x{(UInt128)leaf.Value:x}ULL" } : throw new InvalidOperationException();

    private static string Hex(UInt128 value)
    {
        ulong high = (ulong)(value >> 64);
        string low = $"0x{(ulong)value:x}ULL";
        return high == 0 ? low : high == ulong.MaxValue && (long)(ulong)value < 0 ? $"(long long){low}" : $"((unsigned __int128)0x{high:x}ULL << 64 | {low})";
    }
}
