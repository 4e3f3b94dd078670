// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;

namespace SharpBpf.Generator.Diagnostics;

/// <summary>Something to report, as the planner finds it: it names a declaration, not a place.</summary>
/// <param name="Descriptor">Which diagnostic.</param>
/// <param name="Key">The full name of the declaration, or of a member, that <see cref="Declarations.NamedPlace"/> has a place for; empty for none.</param>
/// <param name="Arguments">Of the message.</param>
internal sealed record Problem(DiagnosticDescriptor Descriptor, string Key, EquatableArray<string> Arguments)
{
    /// <summary>A problem with these message arguments.</summary>
    public static Problem Of(DiagnosticDescriptor descriptor, string key, params string[] arguments)
        => new(descriptor, key, new EquatableArray<string>(arguments));
}
