// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Generator.Models;

/// <summary>A C# type that stands for a C type.</summary>
/// <param name="Name">As generated code writes it: a keyword or a name with <c>global::</c>.</param>
/// <param name="Size">In bytes, in C.</param>
/// <param name="Alignment">What the CLR aligns it to.</param>
/// <param name="HasConstantSize">Whether <c>sizeof</c> of it is a C# constant.</param>
/// <param name="Number">For what a bit-field can be made of: how its bits are read.</param>
/// <param name="UnderlyingName">Of an enum, its underlying type; otherwise the same as <paramref name="Name"/>.</param>
internal sealed record CsType(string Name, int Size, int Alignment, bool HasConstantSize, NumberKind Number, string UnderlyingName)
{
    /// <summary>False when the user declares it internal; a public member cannot have it.</summary>
    public bool IsPublic { get; init; } = true;

    /// <summary>A built-in number.</summary>
    public static CsType Primitive(string name, int size, NumberKind number) => new(name, size, size, true, number, name);

    /// <summary>A type of the framework whose size is known but no C# constant.</summary>
    public static CsType Known(string name, int size, NumberKind number = NumberKind.None) => new(name, size, size, false, number, name);
}

/// <summary>How the bits of a value are read.</summary>
internal enum NumberKind
{
    /// <summary>It is no integer.</summary>
    None,

    /// <summary>Zero-extended.</summary>
    Unsigned,

    /// <summary>Sign-extended.</summary>
    Signed,

    /// <summary>C's _Bool.</summary>
    Bool,
}
