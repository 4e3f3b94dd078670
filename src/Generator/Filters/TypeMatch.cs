// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;
using SharpBpf.Generator.Declarations;
using SharpBpf.Generator.Manifest;
using SharpBpf.Generator.Planning;

namespace SharpBpf.Generator.Filters;

/// <summary>Whether a C# type is what a C type becomes.</summary>
internal static class TypeMatch
{
    /// <summary>Compares them.</summary>
    public static bool IsMatch(ITypeSymbol type, CType c, DefinitionTable table)
    {
        CType bare = DefinitionTable.Strip(c);
        if (Scalar.Of(type) is { } scalar)
            return ScalarOf(bare, table) is { } other && other.Bits == scalar.Bits && other.IsSigned == scalar.IsSigned && IsSameEnum(type, bare);

        return bare switch
        {
            NamedType { Kind: not DefinitionKind.Enum } named => IsStruct(type, named.Name),
            PointerType => type.ToDisplayString() == "SharpBpf.KernelAddress",
            ArrayType => type.TypeKind == TypeKind.Struct && NameInC(type) is null,
            _ => false,
        };
    }

    /// <summary>Whether <paramref name="type"/> stands for the struct or union of that name.</summary>
    public static bool IsStruct(ITypeSymbol type, string name) => type.TypeKind == TypeKind.Struct && NameInC(type) == name.TrimStart('=');

    /// <summary>The scalar for a C number or enum; null for what no register holds.</summary>
    public static Scalar? ScalarOf(CType c, DefinitionTable table) => DefinitionTable.Strip(c) switch
    {
        IntType { Encoding: IntEncoding.Bool, Size: 1 } => Scalar.Bool,
        IntType { Size: <= 8 } number => Of(number.Size, number.Encoding == IntEncoding.Signed),
        NamedType { Kind: DefinitionKind.Enum } named when table.Find(named.Name) is { } definition => Of(definition.Size, definition.IsSigned),
        _ => null,
    };

    /// <summary>How C# writes a scalar.</summary>
    public static string NameInCSharp(Scalar scalar) => scalar == Scalar.Bool ? "bool" : TypeResolver.Integer(scalar.Bits / 8, scalar.IsSigned).Name;

    private static Scalar Of(int size, bool isSigned) => new($"__{(isSigned ? "s" : "u")}{size * 8}", size * 8, isSigned);

    // A generated enum says which one it is; a number will do for any enum.
    private static bool IsSameEnum(ITypeSymbol type, CType bare)
        => type.TypeKind != TypeKind.Enum || NameInC(type) is not { } name || (bare is NamedType named && named.Name.TrimStart('=') == name);

    private static string? NameInC(ITypeSymbol type)
    {
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (attribute.AttributeClass?.ToDisplayString() == StructDeclaration.AttributeName && attribute.ConstructorArguments is [{ Value: string name }])
                return name;
        }

        return null;
    }
}
