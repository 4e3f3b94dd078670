// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace SharpBpf.Generator.Diagnostics;

/// <summary>Something to report, as the planner finds it: it names a declaration, not a place.</summary>
/// <param name="Descriptor">Which diagnostic.</param>
/// <param name="Key">The full name of the declaration, or of a member, that <see cref="Declarations.NamedPlace"/> has a place for; empty for none.</param>
/// <param name="Arguments">Of the message.</param>
internal sealed record Problem(DiagnosticDescriptor Descriptor, string Key, EquatableArray<string> Arguments)
{
    /// <summary>For the code fix: keys of <see cref="FixData"/>, each followed by its value.</summary>
    public EquatableArray<string> Properties { get; init; }

    /// <summary>A problem with these message arguments.</summary>
    public static Problem Of(DiagnosticDescriptor descriptor, string key, params string[] arguments)
        => new(descriptor, key, new EquatableArray<string>(arguments));

    /// <summary>The diagnostic, at a place.</summary>
    public Diagnostic At(Location location)
    {
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty;
        for (int i = 0; i + 1 < Properties.Count; i += 2)
            properties = properties.Add(Properties[i], Properties[i + 1]);

        return Diagnostic.Create(Descriptor, location, properties, [.. Arguments]);
    }
}
