// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Declarations;
using SharpBpf.Generator.Diagnostics;
using SharpBpf.Generator.Models;

namespace SharpBpf.Generator.Planning;

/// <summary>All that is to be written, and all that is wrong.</summary>
internal sealed record Plan(
    EquatableArray<ObjectModel> Objects,
    EquatableArray<StructModel> Structs,
    EquatableArray<EnumModel> Enums,
    EquatableArray<Problem> Problems)
{
    /// <summary>The names that the generator gave to types of its own in a namespace.</summary>
    public GeneratedNames Names { get; init; } = new(default);
}

/// <summary>What a plan is made from; nothing in it knows where it stands in a file.</summary>
internal sealed record PlanInput(
    EquatableArray<ParsedManifest> Manifests,
    EquatableArray<ObjectDeclaration> Objects,
    EquatableArray<StructDeclaration> Structs,
    EquatableArray<MemberDeclaration> Members)
{
    /// <summary>Names in the namespaces of generated types that the user has already; empty unless one of them is a generated type's.</summary>
    public EquatableArray<TakenType> Taken { get; init; }
}
