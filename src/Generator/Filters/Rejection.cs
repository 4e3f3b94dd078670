// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;

namespace SharpBpf.Generator.Filters;

/// <summary>Ends the translation of a statement: something in it has no BPF meaning.</summary>
internal sealed class Rejection : Exception
{
    /// <summary>Rejects what stands at <paramref name="location"/>.</summary>
    public Rejection(DiagnosticDescriptor rule, Location location, params object[] arguments)
        : base(rule.Id) => Diagnostic = Diagnostic.Create(rule, location, arguments);

    /// <summary>Rejects an operation where it stands.</summary>
    public Rejection(DiagnosticDescriptor rule, IOperation at, params object[] arguments)
        : this(rule, at.Syntax.GetLocation(), arguments)
    {
    }

    /// <summary>What to report.</summary>
    public Diagnostic Diagnostic { get; }
}
