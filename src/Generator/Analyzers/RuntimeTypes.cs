// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;

namespace SharpBpf.Generator.Analyzers;

/// <summary>The types of the runtime library in one compilation. Without the library there is nothing to analyze.</summary>
internal sealed class RuntimeTypes
{
    private readonly IAssemblySymbol _runtime;

    private RuntimeTypes(Compilation compilation, INamedTypeSymbol bpfObject)
    {
        Object = bpfObject;
        _runtime = bpfObject.ContainingAssembly;
        Map = compilation.GetTypeByMetadataName("SharpBpf.BpfMap");
        Program = compilation.GetTypeByMetadataName("SharpBpf.BpfProgram");
    }

    /// <summary><c>BpfObject</c>.</summary>
    public INamedTypeSymbol Object { get; }

    /// <summary><c>BpfMap</c>.</summary>
    public INamedTypeSymbol? Map { get; }

    /// <summary><c>BpfProgram</c>.</summary>
    public INamedTypeSymbol? Program { get; }

    /// <summary>Null when <paramref name="compilation"/> does not refer to the runtime.</summary>
    public static RuntimeTypes? Of(Compilation compilation)
        => compilation.GetTypeByMetadataName("SharpBpf.BpfObject") is { } bpfObject ? new RuntimeTypes(compilation, bpfObject) : null;

    /// <summary>Whether it is declared by the runtime library itself.</summary>
    public bool IsRuntime(ISymbol? symbol)
        => symbol is not null
            && SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, _runtime)
            && InRuntimeNamespace(symbol);

    /// <summary>Whether it is <c>BpfObject</c> or derives from it.</summary>
    public bool IsObject(ITypeSymbol? type)
    {
        for (ITypeSymbol? t = type; t is not null; t = t.BaseType)
        {
            if (Same(t, Object))
                return true;
        }

        return false;
    }

    /// <summary>A batch of events or records, a ref struct to be gone through with foreach.</summary>
    public bool IsBatch(ITypeSymbol? type)
        => type is { IsRefLikeType: true, IsValueType: true, ContainingType: null }
            && IsRuntime(type.OriginalDefinition)
            && type.Name.EndsWith("Batch", StringComparison.Ordinal);

    /// <summary>The enumerator of a batch.</summary>
    public bool IsBatchEnumerator(ITypeSymbol? type) => type is { Name: "Enumerator", IsRefLikeType: true } && IsBatch(type.ContainingType);

    /// <summary>
    /// An object, an attachment, a map without an object, a group of buffers. Buffer readers are not among them: their object ends them. Nor are an
    /// object's own maps, which nothing makes: they are looked up.
    /// </summary>
    public bool IsResource(ITypeSymbol? type)
        => IsObject(type) || (type is { Name: "BpfLink" or "BpfLinkSet" or "BpfMap" or "BufferGroup", TypeKind: TypeKind.Class } && IsRuntime(type));

    /// <summary>Compares symbols without nullability.</summary>
    public static bool Same(ISymbol? a, ISymbol? b) => SymbolEqualityComparer.Default.Equals(a?.OriginalDefinition, b?.OriginalDefinition);

    private static bool InRuntimeNamespace(ISymbol symbol)
    {
        INamespaceSymbol? space = symbol.ContainingNamespace;
        return space is { Name: "SharpBpf", ContainingNamespace.IsGlobalNamespace: true };
    }
}
