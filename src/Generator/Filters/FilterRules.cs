// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;
using SharpBpf.Generator.Diagnostics;

namespace SharpBpf.Generator.Filters;

/// <summary>What can be wrong with a filter's signature and its numbers. Ids are API; each has a page in docs/diagnostics/.</summary>
internal static partial class FilterRules
{
    private const string Category = "SharpBpf.Filters";

    /// <summary>SBPF0200.</summary>
    public static readonly DiagnosticDescriptor UnknownHook = new(
        "SBPF0200",
        "The C source declares no such hook",
        "'{0}' is no BPF_FILTER hook of {1}.{2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0200.md");

    /// <summary>SBPF0201.</summary>
    public static readonly DiagnosticDescriptor TwoFilters = new(
        "SBPF0201",
        "Two filters for one hook",
        "'{0}' and '{1}' are both filters for the hook '{2}'",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0201.md");

    /// <summary>SBPF0202.</summary>
    public static readonly DiagnosticDescriptor UnsuitableMethod = new(
        "SBPF0202",
        "The method cannot be a filter",
        "'{0}' cannot be a filter: {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0202.md");

    /// <summary>SBPF0203.</summary>
    public static readonly DiagnosticDescriptor NotCompiled = new(
        "SBPF0203",
        "The filter is not in the object",
        "The filter '{0}' is not in the object of {1}: it was built without this method",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0203.md");

    /// <summary>SBPF0204.</summary>
    public static readonly DiagnosticDescriptor ParameterCount = new(
        "SBPF0204",
        "Another number of parameters than the hook",
        "The hook '{0}' has {1}, but '{2}' takes {3} (besides the knobs)",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0204.md");

    /// <summary>SBPF0205.</summary>
    public static readonly DiagnosticDescriptor ParameterType = new(
        "SBPF0205",
        "A parameter's type is not the hook's",
        "Parameter '{0}' is '{1}', but parameter {2} of the hook '{3}' is '{4}' in C",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0205.md");

    /// <summary>SBPF0206.</summary>
    public static readonly DiagnosticDescriptor ParameterKind = new(
        "SBPF0206",
        "A filter's parameter cannot be written to",
        "Parameter '{0}' is passed by {1}: a filter and its helpers change nothing; use 'in' for a struct",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0206.md");

    /// <summary>SBPF0207.</summary>
    public static readonly DiagnosticDescriptor UnknownField = new(
        "SBPF0207",
        "The field has no counterpart in C",
        "'{0}' is no member of the C type '{1}'",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0207.md");

    /// <summary>SBPF0208.</summary>
    public static readonly DiagnosticDescriptor ForeignKnobs = new(
        "SBPF0208",
        "The knobs of another object",
        "'{0}' has the knobs of {1}, but the hook '{2}' is in {3}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0208.md");

    /// <summary>SBPF0209.</summary>
    public static readonly DiagnosticDescriptor HookType = new(
        "SBPF0209",
        "A hook's parameter has a type that no filter can take",
        "Parameter {0} of the hook '{1}' is '{2}': a hook takes integers of up to 64 bits, bools, enums, and pointers to structs",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0209.md");

    /// <summary>SBPF0210.</summary>
    public static readonly DiagnosticDescriptor UnsupportedType = new(
        "SBPF0210",
        "The type has no BPF counterpart",
        "A value of the type '{0}' has no BPF counterpart: filters compute with integers of up to 64 bits, bools and enums",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0210.md");

    /// <summary>SBPF0211.</summary>
    public static readonly DiagnosticDescriptor FloatingPoint = new(
        "SBPF0211",
        "BPF has no floating point",
        "'{0}' is a floating-point type: BPF has no floating point; use an integer, scaled if need be",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0211.md");

    /// <summary>SBPF0212.</summary>
    public static readonly DiagnosticDescriptor CheckedArithmetic = new(
        "SBPF0212",
        "Overflow checks have no BPF meaning",
        "This is computed in a checked context, where C# throws on overflow: a BPF program cannot throw; use 'unchecked'",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0212.md");

    /// <summary>SBPF0213.</summary>
    public static readonly DiagnosticDescriptor Divisor = new(
        "SBPF0213",
        "The divisor may be zero",
        "The divisor may be {0}, for which C# throws: divide by a constant, or make sure of it with Math.Max({1}, 1)",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0213.md");

    /// <summary>SBPF0214.</summary>
    public static readonly DiagnosticDescriptor IndexRange = new(
        "SBPF0214",
        "The index may be outside the array",
        "The index can be from {0} to {1}, but the array has {2} elements: mask it, or use a loop's variable with constant bounds",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0214.md");

    /// <summary>SBPF0215.</summary>
    public static readonly DiagnosticDescriptor LoopBound = new(
        "SBPF0215",
        "The loop has no constant bound",
        "{0}: a loop in a filter runs from one value to a constant bound, 'for (int i = 0; i < 16; i++)', and its body leaves the variable alone",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0215.md");

    /// <summary>SBPF0216.</summary>
    public static readonly DiagnosticDescriptor LoopCount = new(
        "SBPF0216",
        "The loop runs too often",
        "This loop can run {0} times (loops around it included); a filter's loops run at most {1} times",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0216.md");

    /// <summary>SBPF0217.</summary>
    public static readonly DiagnosticDescriptor SpanSource = new(
        "SBPF0217",
        "A span of this kind cannot be used",
        "{0} gives no span that a filter can use: take an array of bytes in a struct or a knob, its Text, or a u8 literal",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0217.md");

    /// <summary>SBPF0218.</summary>
    public static readonly DiagnosticDescriptor SpanSlice = new(
        "SBPF0218",
        "The slice is not constant",
        "A slice in a filter has constant bounds inside an array: {0}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0218.md");
}
