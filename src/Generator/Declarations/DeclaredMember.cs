// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Generator.Declarations;

/// <summary>An instance field, or a partial property, of a struct with <c>[BpfStruct]</c>; a constant of an enum.</summary>
/// <param name="Name">In C#.</param>
/// <param name="CName">What <c>[BpfField]</c> says; null without it.</param>
/// <param name="Shape">Its type.</param>
/// <param name="Offset">What <c>[FieldOffset]</c> says; null without it.</param>
/// <param name="Property">Of a partial property; null for a field.</param>
/// <param name="Key">Of its <see cref="NamedPlace"/>.</param>
internal sealed record DeclaredMember(
    string Name, string? CName, DeclaredShape Shape, int? Offset, PropertyForm? Property, string Key);

/// <summary>How a partial property is declared; the part that the generator adds must say the same.</summary>
/// <param name="Modifiers">All but the type: <c>public readonly partial</c>.</param>
/// <param name="Type">The type as written, with <c>global::</c> where the compiler knows it.</param>
/// <param name="Getter">The getter's modifiers, with a blank behind each; null when there is none.</param>
/// <param name="Setter">The setter's modifiers and <c>set</c> or <c>init</c>; null when there is none.</param>
internal sealed record PropertyForm(string Modifiers, string Type, string? Getter, string? Setter);

/// <summary><c>[StructLayout]</c> as the user wrote it.</summary>
/// <param name="IsExplicit">LayoutKind.Explicit.</param>
/// <param name="IsSequential">LayoutKind.Sequential.</param>
/// <param name="Size">0 when it is not given.</param>
/// <param name="Pack">0 when it is not given.</param>
internal sealed record DeclaredLayout(bool IsExplicit, bool IsSequential, int Size, int Pack);

/// <summary>A constant of an enum.</summary>
/// <param name="Name">In C#.</param>
/// <param name="CName">What <c>[BpfField]</c> says; null without it.</param>
/// <param name="Bits">Sign-extended when the enum is signed.</param>
/// <param name="Key">Of its <see cref="NamedPlace"/>.</param>
internal sealed record DeclaredConstant(string Name, string? CName, long Bits, string Key);
