// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using SharpBpf.Generator.Manifest;
using SharpBpf.Generator.Planning;

namespace SharpBpf.Generator.Filters;

/// <summary>Something in memory that C can name: a hook's struct, a knob, a field, an element.</summary>
/// <param name="Text">The C expression.</param>
/// <param name="Type">Its C type.</param>
/// <param name="IsVolatile">
/// True for knobs. clang knows their initial values, so it must not see them through a pointer that has lost the volatile.
/// </param>
/// <param name="IsPointer">Whether the text is a pointer to it.</param>
internal sealed record Place(string Text, CType Type, bool IsVolatile, bool IsPointer = false)
{
    /// <summary>The type without typedefs and qualifiers.</summary>
    public CType Bare => DefinitionTable.Strip(Type);

    /// <summary>As an expression that has the value.</summary>
    public string Value => IsPointer ? $"(*{Text})" : Text;

    /// <summary>As a pointer to its bytes.</summary>
    public string Address => IsPointer ? Text : $"&{Text}";

    /// <summary>A member.</summary>
    public Place Member(string name, CType type) => new(Text + (IsPointer ? "->" : ".") + name, type, IsVolatile);

    /// <summary>An element.</summary>
    public Place Element(string index, CType type) => new($"{Value}[{index}]", type, IsVolatile);

    /// <summary>An element at a fixed index.</summary>
    public Place Element(int index, CType type) => Element(index.ToString(CultureInfo.InvariantCulture), type);
}

/// <summary>A span of bytes: a pointer, and how much is behind it.</summary>
/// <param name="Source">The array it is on; null for a literal.</param>
/// <param name="Start">Where in the array it begins.</param>
/// <param name="Capacity">The most bytes that it can have.</param>
/// <param name="IsText">Whether it ends at the first NUL; otherwise it has all of the capacity.</param>
/// <param name="Literal">The bytes of a u8 literal.</param>
internal sealed record ByteSpan(Place? Source, int Start, int Capacity, bool IsText, byte[]? Literal)
{
    /// <summary>Set when the length of a text stands in a C variable.</summary>
    public string? LengthVariable { get; init; }

    /// <summary>The pointer to the first byte. Helpers take all bytes as volatile, so knobs stay what they are.</summary>
    public string Pointer => $"((const volatile __u8 *)&{Source!.Value}[{Number(Start)}])";

    /// <summary>How many bytes there are, as __u32.</summary>
    public string Length => LengthVariable ?? (IsText ? $"sharpbpf_text_length({Pointer}, {Number(Capacity)})" : Number(Capacity) + "U");

    /// <summary>One byte; <paramref name="index"/> is within the capacity.</summary>
    public string Byte(string index) => $"((__u8){Source!.Value}[{index}])";

    /// <summary>One byte, by its place in the span.</summary>
    public string Byte(int index) => Byte(Number(Start + index));

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
