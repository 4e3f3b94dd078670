// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;

namespace SharpBpf.Generator.Diagnostics;

/// <summary>Every diagnostic of the generator. Ids are API: they are never given a new meaning. Each has a page in docs/diagnostics/.</summary>
internal static class Descriptors
{
    private const string Category = "SharpBpf";

    /// <summary>SBPF0001.</summary>
    public static readonly DiagnosticDescriptor UnreadableManifest = new(
        "SBPF0001",
        "The manifest cannot be read",
        "The manifest of '{0}' cannot be read: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0001.md");

    /// <summary>SBPF0002.</summary>
    public static readonly DiagnosticDescriptor NoManifest = new(
        "SBPF0002",
        "No manifest for the named source",
        "No BpfSource item of this project is called '{0}'.{1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0002.md");

    /// <summary>SBPF0003.</summary>
    public static readonly DiagnosticDescriptor TwoManifests = new(
        "SBPF0003",
        "Two sources of one name",
        "Two BpfSource items are called '{0}'; file names must differ, whatever the folder",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0003.md");

    /// <summary>SBPF0004.</summary>
    public static readonly DiagnosticDescriptor ObjectNotPartial = new(
        "SBPF0004",
        "A [BpfObject] class must be partial",
        "'{0}' cannot be completed: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0004.md");

    /// <summary>SBPF0005.</summary>
    public static readonly DiagnosticDescriptor UnsuitableObject = new(
        "SBPF0005",
        "The class cannot be a BPF object",
        "'{0}' cannot be a BPF object: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0005.md");

    /// <summary>SBPF0006.</summary>
    public static readonly DiagnosticDescriptor StructNotPartial = new(
        "SBPF0006",
        "A [BpfStruct] struct must be partial",
        "'{0}' cannot be completed: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0006.md");

    /// <summary>SBPF0007.</summary>
    public static readonly DiagnosticDescriptor UnsuitableStruct = new(
        "SBPF0007",
        "The type cannot stand for a C struct",
        "'{0}' cannot stand for a C struct: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0007.md");

    /// <summary>SBPF0008.</summary>
    public static readonly DiagnosticDescriptor UnknownStruct = new(
        "SBPF0008",
        "The C source has no such struct",
        "'{0}' stands for '{1}', but the BTF of {2} has no struct, union or enum of that name.{3}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0008.md");

    /// <summary>SBPF0009.</summary>
    public static readonly DiagnosticDescriptor TypesDiffer = new(
        "SBPF0009",
        "Two objects have different types of one name",
        "'{0}' of {1} differs from that of {2}, and both would become '{3}'; put the [BpfObject] classes into different namespaces",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0009.md");

    /// <summary>SBPF0010.</summary>
    public static readonly DiagnosticDescriptor DeclaredTwice = new(
        "SBPF0010",
        "A C type is declared twice",
        "'{0}' stands for '{1}', but '{2}' does already",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0010.md");

    /// <summary>SBPF0011.</summary>
    public static readonly DiagnosticDescriptor WrongKind = new(
        "SBPF0011",
        "A struct stands for an enum, or the reverse",
        "'{0}' is a C# {1}, but '{2}' is what it stands for",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0011.md");
}
