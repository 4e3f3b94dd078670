// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;

namespace SharpBpf.Generator.Diagnostics;

/// <summary>What the generator reports of members marked with <c>[BpfMap]</c>, <c>[BpfProgram]</c> and <c>[BpfKnob]</c>.</summary>
internal static class MemberDescriptors
{
    private const string Category = "SharpBpf";

    /// <summary>{0}: the member; {1}: "map", "program" or "knob"; {2}: the C name; {3}: the C file; {4}: what may have been meant.</summary>
    public static readonly DiagnosticDescriptor UnknownMember = new(
        FixData.UnknownMember,
        "The C source has no such map, program or knob",
        "'{0}' stands for the {1} '{2}', but {3} has no {1} of that name.{4}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + FixData.UnknownMember + ".md");

    /// <summary>{0}: the member; {1}: its type; {2}: "map", "program" or "knob"; {3}: the C name; {4}: the C file; {5}: the right type.</summary>
    public static readonly DiagnosticDescriptor MemberTypeDiffers = new(
        FixData.MemberTypeDiffers,
        "A declared member has another type than in C",
        "'{0}' is a '{1}', but the {2} '{3}' of {4} is a '{5}'",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + FixData.MemberTypeDiffers + ".md");

    /// <summary>{0}: the member; {1}: "map", "program" or "knob"; {2}: the C name; {3}: why not.</summary>
    public static readonly DiagnosticDescriptor UnsuitableMember = new(
        FixData.UnsuitableMember,
        "The member cannot be completed",
        "'{0}' cannot stand for the {1} '{2}': {3}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + FixData.UnsuitableMember + ".md");

    /// <summary>{0}: the member; {1}: "map", "program" or "knob"; {2}: the C name; {3}: the other member.</summary>
    public static readonly DiagnosticDescriptor MemberDeclaredTwice = new(
        "SBPF0063",
        "A map, program or knob is declared twice",
        "'{0}' stands for the {1} '{2}', but '{3}' does already",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0063.md");
}
