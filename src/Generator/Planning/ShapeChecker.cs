// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;
using SharpBpf.Generator.Declarations;
using SharpBpf.Generator.Diagnostics;
using SharpBpf.Generator.Emit;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Generator.Planning;

/// <summary>Whether a C# type can hold what a C type holds.</summary>
internal sealed class ShapeChecker(DefinitionTable table, NamePlanner names)
{
    /// <summary>A difference.</summary>
    /// <param name="Descriptor">Which diagnostic.</param>
    /// <param name="Detail">What it has to be.</param>
    internal sealed record Fault(DiagnosticDescriptor Descriptor, string Detail);

    /// <summary>The first difference, or null.</summary>
    public Fault? Compare(CType type, DeclaredShape shape, TypePlan owner, FlatField field) => DefinitionTable.Strip(type) switch
    {
        // One bit is as good as a bool.
        IntType when field.BitWidth == 1 && shape.Kind == ShapeKind.Bool => null,
        IntType { Encoding: IntEncoding.Bool, Size: 1 } => Bool(shape),
        IntType t => Integer(shape, t.Size, t.Encoding == IntEncoding.Char && field.BitWidth == 0 ? null : t.Encoding is IntEncoding.Signed or IntEncoding.Char),
        FloatType t when t.Size <= 8 => shape.Kind != ShapeKind.Float ? Kind("a floating-point number") : Size(shape, t.Size),
        FloatType t => Array(new ArrayType(t.Size, new IntType("byte", 1, IntEncoding.Unsigned)), shape, owner, field),
        PointerType => shape.Kind == ShapeKind.Address || (shape.Kind == ShapeKind.Unsigned && shape.Size == DefinitionTable.PointerSize)
            ? null
            : Kind("a KernelAddress or a ulong"),
        ArrayType t => Array(t, shape, owner, field),
        NamedType { Kind: DefinitionKind.Enum } t => Enum(table.Get(t), shape),
        NamedType t => Struct(table.Get(t), shape),
        _ => Kind("left out: it has no bytes"),
    };

    private static Fault? Bool(DeclaredShape shape)
        => shape.Kind == ShapeKind.Bool || (shape.Kind == ShapeKind.Unsigned && shape.Size == 1) ? null
            : shape.Kind is ShapeKind.Unsigned or ShapeKind.Signed ? Size(shape, 1) ?? Kind("a bool or a byte")
            : Kind("a bool or a byte");

    // signed is null when both will do: C's char.
    private static Fault? Integer(DeclaredShape shape, int size, bool? signed)
    {
        // A type that is generated or misspelled: an enum stands for the number, and the compiler tells if there is no such type.
        if (shape.Kind == ShapeKind.Unresolved)
            return null;

        if (shape.Kind is not (ShapeKind.Unsigned or ShapeKind.Signed))
            return shape.Size != 0 && shape.Size != size ? Size(shape, size) : Kind("an integer");

        return Size(shape, size)
            ?? (signed is null || signed == (shape.Kind == ShapeKind.Signed) ? null : new Fault(Descriptors.WrongSign, signed.Value ? "signed" : "unsigned"));
    }

    private Fault? Enum(Definition definition, DeclaredShape shape)
    {
        if (shape.Kind == ShapeKind.Unresolved)
            return IsName(definition, shape) ? null : Kind(NameOf(definition));

        if (shape.CName is { } name && name != definition.Name.TrimStart('='))
            return Kind(NameOf(definition));

        return Integer(shape, definition.Size, definition.IsSigned);
    }

    private Fault? Struct(Definition definition, DeclaredShape shape)
    {
        bool same = shape.Kind == ShapeKind.Unresolved ? IsName(definition, shape)
            : shape.Kind == ShapeKind.Struct && shape.CName == definition.Name.TrimStart('=');
        return same ? null : Kind(NameOf(definition));
    }

    private Fault? Array(ArrayType array, DeclaredShape shape, TypePlan owner, FlatField field)
    {
        if (shape.Kind == ShapeKind.Unresolved)
            return shape.LastName == field.Name + "Array" ? null : Kind($"{field.Name}Array, which is generated");

        if (shape.Kind != ShapeKind.Array)
            return Kind($"an array: {field.Name}Array, which is generated, or an [InlineArray({Doc.Number(array.Count)})] struct");

        return shape.Length != array.Count
            ? new Fault(Descriptors.WrongLength, Doc.Number(array.Count))
            : Compare(array.Element, shape.Element!, owner, field);
    }

    private static Fault? Size(DeclaredShape shape, int size) => shape.Size == size ? null : new Fault(Descriptors.WrongSize, Doc.Bytes(size));

    private static Fault Kind(string wanted) => new(Descriptors.WrongType, wanted);

    private bool IsName(Definition definition, DeclaredShape shape) => shape.LastName == NameOf(definition);

    private string NameOf(Definition definition) => names.Find(definition.Name)?.Place.Name ?? definition.Name;
}
