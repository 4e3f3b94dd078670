// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;

namespace SharpBpf.Generator.Analyzers;

/// <summary>What <c>sizeof</c> of a C# type gives on a 64-bit machine, the only kind that runs BPF with libbpf here.</summary>
internal static class TypeSizes
{
    private const int PointerSize = 8;

    /// <summary>In bytes; null for what is not blittable or cannot be known.</summary>
    public static int? Of(ITypeSymbol type) => Measure(type, 0)?.Size;

    private static (int Size, int Alignment)? Measure(ITypeSymbol type, int depth)
    {
        // A struct cannot contain itself, but code that is being typed can say so.
        if (depth > 64)
            return null;

        if (type is IPointerTypeSymbol or IFunctionPointerTypeSymbol)
            return (PointerSize, PointerSize);

        if (type is not INamedTypeSymbol { IsValueType: true, TypeParameters.IsEmpty: true } named)
            return null;

        return Primitive((named.EnumUnderlyingType ?? named).SpecialType) is { } size ? (size, size) : MeasureStruct(named, depth);
    }

    private static int? Primitive(SpecialType type) => type switch
    {
        SpecialType.System_Boolean or SpecialType.System_Byte or SpecialType.System_SByte => 1,
        SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Char => 2,
        SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single => 4,
        SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Double => 8,
        SpecialType.System_IntPtr or SpecialType.System_UIntPtr => PointerSize,
        _ => null,
    };

    private static (int Size, int Alignment)? MeasureStruct(INamedTypeSymbol type, int depth)
    {
        // The fields of a struct from a reference assembly may be left out or made up.
        if (type.TypeKind != TypeKind.Struct || type.DeclaringSyntaxReferences.IsEmpty)
            return null;

        (LayoutKind kind, int declared, int pack) = LayoutOf(type);
        if (kind == LayoutKind.Auto)
            return null;

        int end = 0;
        int alignment = 1;
        foreach (IFieldSymbol field in type.GetMembers().OfType<IFieldSymbol>().Where(f => !f.IsStatic && !f.IsConst))
        {
            if (field.IsFixedSizeBuffer || Measure(field.Type, depth + 1) is not { } measured)
                return null;

            int aligned = pack == 0 ? measured.Alignment : Math.Min(pack, measured.Alignment);
            alignment = Math.Max(alignment, aligned);
            int start = kind == LayoutKind.Explicit ? OffsetOf(field) : RoundUp(end, aligned);
            end = Math.Max(end, start + measured.Size);
        }

        if (Attribute(type, "InlineArrayAttribute") is { ConstructorArguments: [{ Value: int length }] })
            end *= length;

        // An empty struct has a byte.
        return (Math.Max(Math.Max(RoundUp(end, alignment), 1), declared), alignment);
    }

    private static (LayoutKind Kind, int Size, int Pack) LayoutOf(INamedTypeSymbol type)
    {
        if (Attribute(type, "StructLayoutAttribute") is not { } attribute)
            return (LayoutKind.Sequential, 0, 0);

        LayoutKind kind = attribute.ConstructorArguments is [{ Value: { } value }] ? (LayoutKind)Convert.ToInt32(value, null) : LayoutKind.Sequential;
        return (kind, Named(attribute, "Size"), Named(attribute, "Pack"));
    }

    private static int Named(AttributeData attribute, string name)
        => attribute.NamedArguments.FirstOrDefault(a => a.Key == name).Value.Value is int value ? value : 0;

    private static int OffsetOf(IFieldSymbol field)
        => Attribute(field, "FieldOffsetAttribute") is { ConstructorArguments: [{ Value: int offset }] } ? offset : 0;

    private static AttributeData? Attribute(ISymbol symbol, string name) => symbol.GetAttributes().FirstOrDefault(a => a.AttributeClass?.Name == name);

    private static int RoundUp(int value, int alignment) => (value + alignment - 1) / alignment * alignment;
}
