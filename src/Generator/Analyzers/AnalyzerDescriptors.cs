// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;
using SharpBpf.Generator.Diagnostics;

namespace SharpBpf.Generator.Analyzers;

/// <summary>What the analyzers report. Each has a page of its id's name under docs/diagnostics.</summary>
internal static class AnalyzerDescriptors
{
    private const string Category = "SharpBpf.Usage";

    /// <summary>{0}: the type's name; {1}: what happens then.</summary>
    public static readonly DiagnosticDescriptor ThrownAway = Warning(
        AnalyzerIds.ThrownAway,
        "The result holds a kernel resource and is thrown away",
        "This {0} is thrown away: {1}");

    /// <summary>{0}: the local; {1}: its type; {2}: what happens then.</summary>
    public static readonly DiagnosticDescriptor NeverDisposed = Warning(
        AnalyzerIds.NeverDisposed,
        "A local that holds a kernel resource is never disposed",
        "'{0}' is never disposed, returned, stored or passed on: {2}. Declare it with 'using'.");

    /// <summary>{0}: what is kept; {1}: where it goes.</summary>
    public static readonly DiagnosticDescriptor EventKept = Warning(
        AnalyzerIds.EventKept,
        "An event is kept beyond its turn in the batch",
        "{0} {1}, but the event is the buffer's own memory and only valid until the next one. Copy what is needed.");

    /// <summary>{0}: the buffer; {1}: the method.</summary>
    public static readonly DiagnosticDescriptor BatchInBatch = Warning(
        AnalyzerIds.BatchInBatch,
        "A buffer is read while one of its batches is open",
        "'{0}.{1}' reads a buffer inside of a loop over one of its batches: this throws InvalidOperationException");

    /// <summary>{0}: the local, or the type when there is none.</summary>
    public static readonly DiagnosticDescriptor EnumeratorNotDisposed = Warning(
        AnalyzerIds.EnumeratorNotDisposed,
        "The enumerator of a batch is never disposed",
        "'{0}' is never disposed: the records are not given back to the kernel, and the next batch cannot be read. Use 'foreach', or declare it with 'using'.");

    /// <summary>{0}: what is set; {1}: the object.</summary>
    public static readonly DiagnosticDescriptor SetAfterLoad = Warning(
        AnalyzerIds.SetAfterLoad,
        "Set after Load",
        "'{0}' comes too late: '{1}.Load()' was called, and this throws InvalidOperationException");

    /// <summary>{0}: the map; {1}: what is wrong.</summary>
    public static readonly DiagnosticDescriptor MapOfOtherType = Warning(
        AnalyzerIds.MapOfOtherType,
        "A map is read with another type",
        "Map '{0}' {1}");

    private static DiagnosticDescriptor Warning(string id, string title, string message) => new(
        id, title, message, Category, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        helpLinkUri: HelpLinks.Folder + id + ".md");
}
