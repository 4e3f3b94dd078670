// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;

namespace SharpBpf.Generator.Diagnostics;

/// <summary>What the generator reports of names that the user and the generator both want.</summary>
internal static class ClashDescriptors
{
    /// <summary>{0}: the user's name; {1}: what is generated; {2}: what to do.</summary>
    public static readonly DiagnosticDescriptor NameClash = new(
        "SBPF0025",
        "A declaration has the name of something generated",
        "'{0}' has the name of {1}: {2}",
        "SharpBpf",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + "SBPF0025.md");
}
