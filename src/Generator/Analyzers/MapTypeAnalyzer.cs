// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using SharpBpf.Generator.Manifest;
using SharpBpf.Generator.Naming;

namespace SharpBpf.Generator.Analyzers;

/// <summary>Maps that are wrapped by hand, <c>new HashMap&lt;K, V&gt;(FindMap("counts"))</c>, with types that are not what the C source says.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class MapTypeAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [AnalyzerDescriptors.MapOfOtherType];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (RuntimeTypes.Of(start.Compilation) is not { } types)
                return;

            ManifestFiles manifests = new(start.Options, start.CancellationToken);
            start.RegisterOperationAction(c => Analyze(c, types, manifests), OperationKind.ObjectCreation);
        });
    }

    private static void Analyze(OperationAnalysisContext context, RuntimeTypes types, ManifestFiles manifests)
    {
        IObjectCreationOperation created = (IObjectCreationOperation)context.Operation;
        if (created.Type is not INamedTypeSymbol wrapper
            || !types.IsRuntime(wrapper.OriginalDefinition)
            || created.Arguments.FirstOrDefault(a => RuntimeTypes.Same(a.Parameter?.Type, types.Map)) is not { } argument
            || Find(argument.Value, types, manifests) is not { } found)
        {
            return;
        }

        (MapInfo map, BpfManifest manifest) = found;
        if (MapFit.Problem(map, manifest, wrapper) is { } problem)
            context.ReportDiagnostic(Diagnostic.Create(AnalyzerDescriptors.MapOfOtherType, created.Syntax.GetLocation(), map.Name, problem));
    }

    private static (MapInfo, BpfManifest)? Find(IOperation value, RuntimeTypes types, ManifestFiles manifests)
    {
        switch (Origin(value))
        {
            case IInvocationOperation { TargetMethod.Name: "FindMap", Arguments: [{ Value.ConstantValue.Value: string name }] } call
                when types.IsObject(call.TargetMethod.ContainingType):
                return Find(manifests.Of(call.Instance?.Type), m => m.Name == name);

            // bpf.Events.Map: the generated property has the map's name by the rule, or by an attribute.
            case IPropertyReferenceOperation { Property.Name: "Map", Instance: { } typed } inner when types.IsRuntime(inner.Property.ContainingType.OriginalDefinition):
                return Origin(typed) is IPropertyReferenceOperation outer ? FindByProperty(outer, types, manifests) : null;
            case IPropertyReferenceOperation property:
                return FindByProperty(property, types, manifests);
            default:
                return null;
        }
    }

    private static (MapInfo, BpfManifest)? FindByProperty(IPropertyReferenceOperation property, RuntimeTypes types, ManifestFiles manifests)
    {
        if (!types.IsObject(property.Property.ContainingType))
            return null;

        foreach (AttributeData attribute in property.Property.GetAttributes())
        {
            if (attribute is { AttributeClass.Name: "BpfMapAttribute", ConstructorArguments: [{ Value: string name }] })
                return Find(manifests.Of(property.Property.ContainingType), m => m.Name == name);
        }

        return Find(manifests.Of(property.Property.ContainingType), m => CSharpNames.FromC(m.Name) == property.Property.Name);
    }

    private static (MapInfo, BpfManifest)? Find(BpfManifest? manifest, Func<MapInfo, bool> isIt)
        => manifest?.Maps.FirstOrDefault(isIt) is { } map ? (map, manifest) : null;

    // A local that is set once, where it is declared, is what it is set to.
    private static IOperation Origin(IOperation operation)
    {
        while (operation is IConversionOperation conversion)
            operation = conversion.Operand;

        if (operation is not ILocalReferenceOperation local)
            return operation;

        IOperation? value = null;
        foreach (IOperation other in Ownership.Root(operation).Descendants())
        {
            if (other is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, local.Local))
                value = declarator.GetVariableInitializer()?.Value;
            else if (other is IAssignmentOperation { Target: ILocalReferenceOperation target } && SymbolEqualityComparer.Default.Equals(target.Local, local.Local))
                return operation;
        }

        return value is null or ILocalReferenceOperation ? operation : Origin(value);
    }
}
