// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SharpBpf.Generator.Declarations;

namespace SharpBpf.Generator;

/// <summary>The part of the pipeline that finds members marked with <c>[BpfMap]</c>, <c>[BpfProgram]</c> and <c>[BpfKnob]</c>.</summary>
internal static class MemberSteps
{
    /// <summary>All of them.</summary>
    public static IncrementalValueProvider<EquatableArray<Located<MemberDeclaration>>> Find(IncrementalGeneratorInitializationContext context)
        => Find(context, MemberKind.Map)
            .Combine(Find(context, MemberKind.Program))
            .Combine(Find(context, MemberKind.Knob))
            .Select(static (found, _) => new EquatableArray<Located<MemberDeclaration>>([.. found.Left.Left, .. found.Left.Right, .. found.Right]));

    /// <summary>What is declared, without the places.</summary>
    public static IncrementalValueProvider<EquatableArray<MemberDeclaration>> Shapes(IncrementalValueProvider<EquatableArray<Located<MemberDeclaration>>> members)
        => members.Select(static (all, _) => new EquatableArray<MemberDeclaration>(all.Select(m => m.Shape))).WithTrackingName(Steps.MemberShapes);

    /// <summary>The places.</summary>
    public static IncrementalValueProvider<EquatableArray<NamedPlace>> Places(IncrementalValueProvider<EquatableArray<Located<MemberDeclaration>>> members)
        => members.Select(static (all, _) => new EquatableArray<NamedPlace>(all.SelectMany(m => m.Places)));

    private static IncrementalValueProvider<System.Collections.Immutable.ImmutableArray<Located<MemberDeclaration>>> Find(
        IncrementalGeneratorInitializationContext context, MemberKind kind)
        => context.SyntaxProvider
            .ForAttributeWithMetadataName(
                MemberDeclaration.AttributeName(kind),
                static (node, _) => node is PropertyDeclarationSyntax or MethodDeclarationSyntax or VariableDeclaratorSyntax,
                (target, _) => MemberDeclaration.From(target, kind))
            .WithTrackingName(Steps.Members)
            .Collect();
}
