// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SharpBpf.Generator.Declarations;
using SharpBpf.Generator.Diagnostics;
using SharpBpf.Generator.Emit;
using SharpBpf.Generator.Planning;

namespace SharpBpf.Generator;

/// <summary>
/// Writes the C# side of BPF objects: from the manifests of the build and the classes with <c>[BpfObject]</c>.
/// <list type="number">
/// <item>Manifests and declarations become records that compare by value and know no symbol and no syntax.</item>
/// <item>The planner brings them together; it never sees a place in a file, so moving code about changes nothing from here on.</item>
/// <item>Each type is a step of its own: a change of one struct writes one file anew.</item>
/// <item>Problems go another way, where they meet the places again.</item>
/// </list>
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class BpfGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ParsedManifest> manifests = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Where(static pair => pair.Right.GetOptions(pair.Left).TryGetValue(ParsedManifest.Mark, out string? mark) && mark == "true")
            .Select(static (pair, _) => pair.Left)
            .WithTrackingName(Steps.ManifestFiles)
            .Select(ParsedManifest.From)
            .WithTrackingName(Steps.Manifests);

        IncrementalValuesProvider<Located<ObjectDeclaration>> objects = context.SyntaxProvider
            .ForAttributeWithMetadataName(ObjectDeclaration.AttributeName, static (node, _) => node is TypeDeclarationSyntax, ObjectDeclaration.From)
            .WithTrackingName(Steps.Objects);

        IncrementalValuesProvider<Located<StructDeclaration>> structs = context.SyntaxProvider
            .ForAttributeWithMetadataName(StructDeclaration.AttributeName, static (node, _) => node is BaseTypeDeclarationSyntax, StructDeclaration.From)
            .WithTrackingName(Steps.Structs);

        IncrementalValueProvider<EquatableArray<Located<MemberDeclaration>>> members = MemberSteps.Find(context);

        IncrementalValueProvider<PlanInput> input = manifests.Collect()
            .Combine(objects.Select(static (o, _) => o.Shape).WithTrackingName(Steps.ObjectShapes).Collect())
            .Combine(structs.Select(static (s, _) => s.Shape).WithTrackingName(Steps.StructShapes).Collect())
            .Combine(MemberSteps.Shapes(members))
            .Select(static (input, _) => new PlanInput(new(input.Left.Left.Left), new(input.Left.Left.Right), new(input.Left.Right), input.Right))
            .WithTrackingName(Steps.Input);

        // What the types will be called is only known from a plan, and what the user has of these names only from the whole compilation. It is
        // nearly always nothing, and then the first plan is the plan.
        IncrementalValueProvider<Plan> draft = input.Select(Planner.Make).WithTrackingName(Steps.Draft);
        IncrementalValueProvider<EquatableArray<Located<TakenType>>> taken = draft
            .Select(static (p, _) => p.Names).WithTrackingName(Steps.GeneratedNames)
            .Combine(context.CompilationProvider)
            .Select(static (pair, cancel) => pair.Left.FindIn(pair.Right, cancel)).WithTrackingName(Steps.TakenTypes);
        IncrementalValueProvider<Plan> plan = draft
            .Combine(input)
            .Combine(taken.Select(static (t, _) => new EquatableArray<TakenType>(t.Select(static one => one.Shape))).WithTrackingName(Steps.TakenShapes))
            .Select(static (all, cancel) => all.Right.Count == 0 ? all.Left.Left : Planner.Make(all.Left.Right with { Taken = all.Right }, cancel))
            .WithTrackingName(Steps.Plan);

        context.RegisterSourceOutput(
            plan.SelectMany(static (p, _) => p.Objects).WithTrackingName(Steps.ObjectModels),
            static (output, model) => output.AddSource(SourceFile.HintName(model.Place), ObjectEmitter.File(model)));
        context.RegisterSourceOutput(
            plan.SelectMany(static (p, _) => p.Structs).WithTrackingName(Steps.StructModels),
            static (output, model) => output.AddSource(SourceFile.HintName(model.Place), StructEmitter.File(model)));
        context.RegisterSourceOutput(
            plan.SelectMany(static (p, _) => p.Enums).WithTrackingName(Steps.EnumModels),
            static (output, model) => output.AddSource(SourceFile.HintName(model.Place), EnumEmitter.File(model)));

        IncrementalValueProvider<EquatableArray<NamedPlace>> places = objects.SelectMany(static (o, _) => o.Places).Collect()
            .Combine(structs.SelectMany(static (s, _) => s.Places).Collect())
            .Combine(MemberSteps.Places(members))
            .Combine(taken)
            .Select(static (all, _) => new EquatableArray<NamedPlace>(
                [.. all.Left.Left.Left, .. all.Left.Left.Right, .. all.Left.Right, .. all.Right.SelectMany(static t => t.Places)]));
        RegisterProblems(context, plan, places);
    }

    private static void RegisterProblems(
        IncrementalGeneratorInitializationContext context,
        IncrementalValueProvider<Plan> plan,
        IncrementalValueProvider<EquatableArray<NamedPlace>> places)
    {
        // The compilation is only looked at when there is something to report: it changes with every key the user presses.
        IncrementalValuesProvider<((Problem Problem, LocationInfo? Place) Found, Compilation Compilation)> found = plan
            .Select(static (p, _) => p.Problems)
            .Combine(places)
            .SelectMany(static (pair, _) => pair.Left.Select(problem => (problem, pair.Right.FirstOrDefault(p => p.Key == problem.Key)?.Location)))
            .WithTrackingName(Steps.Problems)
            .Combine(context.CompilationProvider);

        context.RegisterSourceOutput(found, static (output, item) =>
        {
            Location location = item.Found.Place?.ToLocation(item.Compilation) ?? Location.None;
            output.ReportDiagnostic(item.Found.Problem.At(location));
        });
    }
}
