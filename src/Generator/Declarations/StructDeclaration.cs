// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;

namespace SharpBpf.Generator.Declarations;

/// <summary>A struct or enum with <c>[BpfStruct("…")]</c>.</summary>
/// <param name="Type">The C# type.</param>
/// <param name="CName">The C struct, union or enum it stands for.</param>
/// <param name="IsEnum">Whether the C# type is an enum.</param>
internal sealed record StructDeclaration(DeclaredType Type, string CName, bool IsEnum)
{
    /// <summary>The attribute's metadata name.</summary>
    public const string AttributeName = "SharpBpf.BpfStructAttribute";

    /// <summary>The transform of <c>ForAttributeWithMetadataName</c>.</summary>
    public static Located<StructDeclaration> From(GeneratorAttributeSyntaxContext context, CancellationToken cancel)
    {
        INamedTypeSymbol symbol = (INamedTypeSymbol)context.TargetSymbol;
        DeclaredType type = DeclaredType.From(symbol, cancel);
        string name = context.Attributes[0].ConstructorArguments is [{ Value: string text }, ..] ? text : "";
        return new Located<StructDeclaration>(
            new StructDeclaration(type, name, symbol.TypeKind == TypeKind.Enum),
            new EquatableArray<NamedPlace>([new NamedPlace(type.FullName, LocationInfo.From(symbol.Locations[0]))]));
    }
}
