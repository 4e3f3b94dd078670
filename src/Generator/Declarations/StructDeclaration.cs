// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;

namespace SharpBpf.Generator.Declarations;

/// <summary>A struct or enum with <c>[BpfStruct("…")]</c>.</summary>
/// <param name="Type">The C# type.</param>
/// <param name="CName">The C struct, union or enum it stands for.</param>
/// <param name="IsEnum">Whether the C# type is an enum.</param>
/// <param name="Underlying">Of an enum, what it is made of; else null.</param>
/// <param name="Layout">The user's own <c>[StructLayout]</c>; null without one.</param>
/// <param name="Members">What may repeat C's fields, in the order of the source.</param>
/// <param name="OtherNames">The names of everything else in it: generated members step aside for them.</param>
/// <param name="Constants">Of an enum.</param>
internal sealed record StructDeclaration(
    DeclaredType Type,
    string CName,
    bool IsEnum,
    DeclaredShape? Underlying,
    DeclaredLayout? Layout,
    EquatableArray<DeclaredMember> Members,
    EquatableArray<string> OtherNames,
    EquatableArray<DeclaredConstant> Constants)
{
    /// <summary>The attribute's metadata name.</summary>
    public const string AttributeName = "SharpBpf.BpfStructAttribute";

    /// <summary>Which of <see cref="OwnMembers"/> the user has too.</summary>
    public EquatableArray<string> Clashes { get; init; }

    /// <summary>Whether the user gives fields their place: all by the order they stand in, rather than by <c>[FieldOffset]</c>.</summary>
    public bool IsSequential => Members.Any(m => m.Property is null) && Layout?.IsExplicit != true && Members.All(m => m.Offset is null);

    /// <summary>The transform of <c>ForAttributeWithMetadataName</c>.</summary>
    public static Located<StructDeclaration> From(GeneratorAttributeSyntaxContext context, CancellationToken cancel)
    {
        INamedTypeSymbol symbol = (INamedTypeSymbol)context.TargetSymbol;
        DeclaredType type = DeclaredType.From(symbol, cancel);
        string name = context.Attributes[0].ConstructorArguments is [{ Value: string text }, ..] ? text : "";
        StructReader reader = new(symbol, type.FullName, cancel);
        IReadOnlyList<ISymbol> clashes = symbol.TypeKind == TypeKind.Enum ? [] : OwnMembers.Clashes(symbol);
        StructDeclaration shape = new(
            type,
            name,
            symbol.TypeKind == TypeKind.Enum,
            symbol.EnumUnderlyingType is { } underlying ? DeclaredShape.From(underlying) : null,
            StructReader.LayoutOf(symbol),
            new EquatableArray<DeclaredMember>(reader.Members.ToArray()),
            new EquatableArray<string>(reader.OtherNames.ToArray()),
            new EquatableArray<DeclaredConstant>(reader.Constants.ToArray()))
        {
            Clashes = OwnMembers.Names(clashes),
        };
        return new Located<StructDeclaration>(
            shape,
            new EquatableArray<NamedPlace>([new NamedPlace(type.FullName, LocationInfo.From(symbol.Locations[0])), .. reader.Places, .. OwnMembers.Places(clashes, type.FullName)]));
    }
}
