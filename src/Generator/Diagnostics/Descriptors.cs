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
        "'{0}' is a C# {1}, but it stands for {2} in {3}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0011.md");

    /// <summary>SBPF0012.</summary>
    public static readonly DiagnosticDescriptor UnknownField = new(
        "SBPF0012",
        "The C type has no such member",
        "'{0}' stands for nothing in {1}.{2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0012.md");

    /// <summary>SBPF0013.</summary>
    public static readonly DiagnosticDescriptor WrongOffset = new(
        "SBPF0013",
        "A field has another offset in C",
        "'{0}' is at byte {1}, but C has it at byte {3} ({2})",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0013.md");

    /// <summary>SBPF0014.</summary>
    public static readonly DiagnosticDescriptor WrongSize = new(
        "SBPF0014",
        "A field has another size in C",
        "'{0}' is a {1}, but in C it is '{3}' and has {4} ({2})",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0014.md");

    /// <summary>SBPF0015.</summary>
    public static readonly DiagnosticDescriptor WrongSign = new(
        "SBPF0015",
        "A field has another sign in C",
        "'{0}' is a {1}, but in C it is '{3}', which is {4} ({2})",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0015.md");

    /// <summary>SBPF0016.</summary>
    public static readonly DiagnosticDescriptor WrongLength = new(
        "SBPF0016",
        "An array has another length in C",
        "'{0}' is a {1}, but in C it is '{3}', with {4} elements ({2})",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0016.md");

    /// <summary>SBPF0017.</summary>
    public static readonly DiagnosticDescriptor WrongType = new(
        "SBPF0017",
        "A field is something else in C",
        "'{0}' is a {1}, but in C it is '{3}'; it has to be {4} ({2})",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0017.md");

    /// <summary>SBPF0018.</summary>
    public static readonly DiagnosticDescriptor BitFieldAsField = new(
        "SBPF0018",
        "A bit-field is declared as a field",
        "'{0}' is a bit-field of {2} bits in C ({1}); C# has no such fields: declare a partial property, or leave it to the generator",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0018.md");

    /// <summary>SBPF0019.</summary>
    public static readonly DiagnosticDescriptor IncompleteLayout = new(
        "SBPF0019",
        "A sequential layout is incomplete",
        "'{0}' lays out {1} by the order of its fields, but {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0019.md");

    /// <summary>SBPF0020.</summary>
    public static readonly DiagnosticDescriptor WrongLayout = new(
        "SBPF0020",
        "[StructLayout] does not fit the C type",
        "The [StructLayout] of '{0}' does not fit {1}: {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0020.md");

    /// <summary>SBPF0021.</summary>
    public static readonly DiagnosticDescriptor WrongValue = new(
        "SBPF0021",
        "A constant has another value in C",
        "'{0}' is {1}, but {2} of {3} is {4}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0021.md");

    /// <summary>SBPF0022.</summary>
    public static readonly DiagnosticDescriptor MissingConstant = new(
        "SBPF0022",
        "An enum lacks constants that C has",
        "'{0}' lacks constants of {1}: {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0022.md");

    /// <summary>SBPF0023.</summary>
    public static readonly DiagnosticDescriptor WrongUnderlying = new(
        "SBPF0023",
        "An enum has another underlying type in C",
        "'{0}' is made of {1}, but {2} is a {3}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0023.md");

    /// <summary>SBPF0024.</summary>
    public static readonly DiagnosticDescriptor PaddingHole = new(
        "SBPF0024",
        "An event has bytes that no field names",
        "{0}, which map '{1}' of {2} carries, has bits that no field names: {3}. Old kernel memory may be in them: name them in C and set them to zero.",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0024.md");
}
