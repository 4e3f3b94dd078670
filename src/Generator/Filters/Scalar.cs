// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Numerics;
using Microsoft.CodeAnalysis;

namespace SharpBpf.Generator.Filters;

/// <summary>A C# number, enum or bool, and the C type with the same bits.</summary>
/// <param name="C">Its name in C.</param>
/// <param name="Bits">Its width.</param>
/// <param name="IsSigned">Whether it has negative values.</param>
internal sealed record Scalar(string C, int Bits, bool IsSigned)
{
    /// <summary>C's and C#'s bool, which have no arithmetic.</summary>
    public static Scalar Bool { get; } = new("bool", 1, false);

    /// <summary>C#'s int: what lengths, indexes and shift counts are.</summary>
    public static Scalar Int { get; } = new("__s32", 32, true);

    /// <summary>The unsigned type of the same width, in which overflow is defined in C.</summary>
    public string UnsignedC => Bits <= 32 ? "__u32" : "__u64";

    /// <summary>All values of the type.</summary>
    public Interval Range => IsSigned
        ? new Interval(-(BigInteger.One << (Bits - 1)), (BigInteger.One << (Bits - 1)) - 1)
        : new Interval(BigInteger.Zero, (BigInteger.One << Bits) - 1);

    /// <summary>The scalar for a C# type; null when it is none. An enum is its underlying type.</summary>
    public static Scalar? Of(ITypeSymbol? type) => Underlying(type)?.SpecialType switch
    {
        SpecialType.System_Boolean => Bool,
        SpecialType.System_SByte => new("__s8", 8, true),
        SpecialType.System_Byte => new("__u8", 8, false),
        SpecialType.System_Int16 => new("__s16", 16, true),
        SpecialType.System_UInt16 or SpecialType.System_Char => new("__u16", 16, false),
        SpecialType.System_Int32 => Int,
        SpecialType.System_UInt32 => new("__u32", 32, false),
        SpecialType.System_Int64 => new("__s64", 64, true),
        SpecialType.System_UInt64 => new("__u64", 64, false),
        _ => null,
    };

    /// <summary>An enum's underlying type, or the type itself.</summary>
    public static ITypeSymbol? Underlying(ITypeSymbol? type)
        => type is INamedTypeSymbol { TypeKind: TypeKind.Enum, EnumUnderlyingType: { } underlying } ? underlying : type;

    /// <summary>The value of a C# constant.</summary>
    public static BigInteger ValueOf(object constant) => constant switch
    {
        bool b => b ? BigInteger.One : BigInteger.Zero,
        char c => c,
        ulong u => u,
        _ => Convert.ToInt64(constant, CultureInfo.InvariantCulture),
    };

    /// <summary>A C constant of exactly this type.</summary>
    public string Literal(BigInteger value)
    {
        if (this == Bool)
            return value.IsZero ? "false" : "true";

        string digits = BigInteger.Abs(value).ToString(CultureInfo.InvariantCulture);
        string text = (IsSigned, Bits) switch
        {
            // The most negative number has no literal in C: its magnitude does not fit.
            (true, 64) when value == Range.Low => "(-9223372036854775807LL - 1)",
            (true, 32) when value == Range.Low => "(-2147483647 - 1)",
            (true, 64) => digits + "LL",
            (false, 64) => digits + "ULL",
            (false, 32) => digits + "U",
            _ => digits,
        };
        if (value.Sign < 0 && text[0] != '(')
            text = $"(-{text})";

        return Bits < 32 ? $"(({C}){text})" : text;
    }

    /// <summary><paramref name="text"/> brought to this type as an unchecked C# cast does.</summary>
    public string Cast(string text) => $"(({C}){text})";
}

/// <summary>The values that an expression can have, at most: from <paramref name="Low"/> to <paramref name="High"/>.</summary>
internal readonly record struct Interval(BigInteger Low, BigInteger High)
{
    /// <summary>One value.</summary>
    public static Interval Of(BigInteger value) => new(value, value);

    /// <summary>Whether all of <paramref name="other"/> is in it.</summary>
    public bool Contains(Interval other) => Low <= other.Low && other.High <= High;

    /// <summary>The smallest interval with both in it.</summary>
    public Interval Union(Interval other) => new(BigInteger.Min(Low, other.Low), BigInteger.Max(High, other.High));
}
