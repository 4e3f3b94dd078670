// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;

namespace SharpBpf.Generator.Declarations;

/// <summary>What a C# type looks like in memory, as far as can be told while the generated types do not exist yet.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Display">As the user would write it.</param>
/// <param name="Size">In bytes; 0 when not known.</param>
/// <param name="Length">Of an array.</param>
/// <param name="Element">Of an array.</param>
/// <param name="CName">Of a struct or enum with <c>[BpfStruct]</c>.</param>
internal sealed record DeclaredShape(ShapeKind Kind, string Display, int Size, int Length, DeclaredShape? Element, string? CName)
{
    private const string BpfStruct = "BpfStructAttribute";
    private const string InlineArray = "InlineArrayAttribute";

    // Of Type<Type<…>>: a struct cannot contain itself, but the user may just be typing one that does.
    private const int MaxDepth = 16;

    /// <summary>The simple name of a type that is generated, or misspelled.</summary>
    public string LastName => Display.Substring(Display.LastIndexOf('.') + 1);

    /// <summary>Reads the type of a field or property.</summary>
    public static DeclaredShape From(ITypeSymbol type, int depth = 0)
    {
        string display = type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
        if (depth > MaxDepth)
            return Simple(ShapeKind.Other, display, 0);

        if (type.TypeKind == TypeKind.Error)
            return Simple(ShapeKind.Unresolved, type.ToDisplayString(), 0);

        if (type is INamedTypeSymbol { EnumUnderlyingType: { } underlying })
            return From(underlying, depth + 1) with { Display = display, CName = ArgumentOf(type, BpfStruct) as string };

        return Number(type.SpecialType, display) ?? Framework(type, display) ?? Struct(type, display, depth);
    }

    /// <summary>A <c>fixed</c> buffer.</summary>
    public static DeclaredShape FixedBuffer(IFieldSymbol field)
    {
        ITypeSymbol element = ((IPointerTypeSymbol)field.Type).PointedAtType;
        return Array(field.FixedSize, From(element));
    }

    private static DeclaredShape? Number(SpecialType type, string display) => type switch
    {
        SpecialType.System_Boolean => Simple(ShapeKind.Bool, display, 1),
        SpecialType.System_Byte => Simple(ShapeKind.Unsigned, display, 1),
        SpecialType.System_SByte => Simple(ShapeKind.Signed, display, 1),
        SpecialType.System_UInt16 => Simple(ShapeKind.Unsigned, display, 2),
        SpecialType.System_Int16 => Simple(ShapeKind.Signed, display, 2),
        SpecialType.System_UInt32 => Simple(ShapeKind.Unsigned, display, 4),
        SpecialType.System_Int32 => Simple(ShapeKind.Signed, display, 4),
        SpecialType.System_UInt64 => Simple(ShapeKind.Unsigned, display, 8),
        SpecialType.System_Int64 => Simple(ShapeKind.Signed, display, 8),
        SpecialType.System_Single => Simple(ShapeKind.Float, display, 4),
        SpecialType.System_Double => Simple(ShapeKind.Float, display, 8),
        _ => null,
    };

    private static DeclaredShape? Framework(ITypeSymbol type, string display) => (type.ContainingNamespace?.ToDisplayString(), type.Name) switch
    {
        ("System", "UInt128") => Simple(ShapeKind.Unsigned, display, 16),
        ("System", "Int128") => Simple(ShapeKind.Signed, display, 16),
        ("System", "Half") => Simple(ShapeKind.Float, display, 2),
        ("SharpBpf", "KernelAddress") => Simple(ShapeKind.Address, display, 8),
        _ => null,
    };

    private static DeclaredShape Struct(ITypeSymbol type, string display, int depth)
    {
        if (type.TypeKind != TypeKind.Struct)
            return Simple(ShapeKind.Other, display, 0);

        if (ArgumentOf(type, InlineArray) is int length && type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(f => !f.IsStatic) is { } first)
            return Array(length, From(first.Type, depth + 1)) with { Display = display };

        return new DeclaredShape(ShapeKind.Struct, display, 0, 0, null, ArgumentOf(type, BpfStruct) as string);
    }

    private static DeclaredShape Array(int length, DeclaredShape element)
        => new(ShapeKind.Array, $"{element.Display}[{length}]", element.Size * length, length, element, null);

    private static DeclaredShape Simple(ShapeKind kind, string display, int size) => new(kind, display, size, 0, null, null);

    private static object? ArgumentOf(ITypeSymbol type, string attribute)
        => type.GetAttributes().FirstOrDefault(a => a.AttributeClass?.Name == attribute)?.ConstructorArguments.FirstOrDefault().Value;
}

/// <summary>What a C# type is, for the comparison with C.</summary>
internal enum ShapeKind
{
    /// <summary>Something that has no place in a C struct: a class, a pointer, a nint, a char.</summary>
    Other,

    /// <summary>A type that does not exist (yet): one of those the generator writes, or a mistake.</summary>
    Unresolved,

    /// <summary>An unsigned number, or an enum of one.</summary>
    Unsigned,

    /// <summary>A signed number, or an enum of one.</summary>
    Signed,

    /// <summary>bool.</summary>
    Bool,

    /// <summary>Half, float or double.</summary>
    Float,

    /// <summary>KernelAddress.</summary>
    Address,

    /// <summary>An inline array or a fixed buffer.</summary>
    Array,

    /// <summary>Another struct.</summary>
    Struct,
}
