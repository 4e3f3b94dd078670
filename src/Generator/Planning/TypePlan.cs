// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Declarations;
using SharpBpf.Generator.Manifest;
using SharpBpf.Generator.Models;
using SharpBpf.Generator.Naming;

namespace SharpBpf.Generator.Planning;

/// <summary>What a C type is called in C#, settled before any code refers to it.</summary>
internal sealed class TypePlan(Definition definition, TypePlace place, bool isPublic, StructDeclaration? claim, NameScope scope)
{
    /// <summary>The C type.</summary>
    public Definition Definition { get; } = definition;

    /// <summary>Where the C# type is.</summary>
    public TypePlace Place { get; } = place;

    /// <summary>Whether others see it.</summary>
    public bool IsPublic { get; } = isPublic;

    /// <summary>The user's own declaration, if there is one.</summary>
    public StructDeclaration? Claim { get; } = claim;

    /// <summary>The names of its members.</summary>
    public NameScope Scope { get; } = scope;

    /// <summary>Its members, those of unnamed members included.</summary>
    public List<FlatField> Fields { get; } = [];

    /// <summary>Types written inside it.</summary>
    public List<TypePlan> Nested { get; } = [];
}

/// <summary>A named C member, seen from the struct that C# has: the members of unnamed structs and unions belong to it too.</summary>
/// <param name="Name">In C#.</param>
/// <param name="CName">In C.</param>
/// <param name="BitOffset">From the start of the C# struct.</param>
/// <param name="BitWidth">0 unless a bit-field.</param>
/// <param name="Type">Its C type.</param>
internal sealed record FlatField(string Name, string CName, int BitOffset, int BitWidth, CType Type)
{
    /// <summary>The user's own declaration of it, if there is one.</summary>
    public DeclaredMember? Declared { get; init; }
}
