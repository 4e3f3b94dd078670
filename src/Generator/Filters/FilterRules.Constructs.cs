// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using SharpBpf.Generator.Diagnostics;

namespace SharpBpf.Generator.Filters;

/// <summary>C# constructs that have no BPF meaning, each rejected by its own name.</summary>
internal static partial class FilterRules
{
    /// <summary>SBPF0220.</summary>
    public static readonly DiagnosticDescriptor WhileLoop = new(
        "SBPF0220",
        "while and do loops",
        "A '{0}' loop cannot be translated, because nothing bounds it: use 'for' with a constant bound",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0220.md");

    /// <summary>SBPF0221.</summary>
    public static readonly DiagnosticDescriptor ForEachLoop = new(
        "SBPF0221",
        "foreach loops",
        "A 'foreach' loop cannot be translated: use 'for' with a constant bound and an index",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0221.md");

    /// <summary>SBPF0222.</summary>
    public static readonly DiagnosticDescriptor SwitchStatement = new(
        "SBPF0222",
        "switch statements",
        "A 'switch' statement cannot be translated: use a switch expression, or 'if'",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0222.md");

    /// <summary>SBPF0223.</summary>
    public static readonly DiagnosticDescriptor TryStatement = new(
        "SBPF0223",
        "try",
        "'try' cannot be translated: there are no exceptions in a BPF program",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0223.md");

    /// <summary>SBPF0224.</summary>
    public static readonly DiagnosticDescriptor Throw = new(
        "SBPF0224",
        "throw",
        "'throw' cannot be translated: there are no exceptions in a BPF program",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0224.md");

    /// <summary>SBPF0225.</summary>
    public static readonly DiagnosticDescriptor Using = new(
        "SBPF0225",
        "using",
        "'using' cannot be translated: a filter has nothing to dispose",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0225.md");

    /// <summary>SBPF0226.</summary>
    public static readonly DiagnosticDescriptor Lock = new(
        "SBPF0226",
        "lock",
        "'lock' cannot be translated: a filter has no objects to lock",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0226.md");

    /// <summary>SBPF0227.</summary>
    public static readonly DiagnosticDescriptor Goto = new(
        "SBPF0227",
        "goto and labels",
        "'goto' and labels cannot be translated: use 'break', 'continue' or 'return'",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0227.md");

    /// <summary>SBPF0228.</summary>
    public static readonly DiagnosticDescriptor LocalFunction = new(
        "SBPF0228",
        "Local functions",
        "A local function cannot be translated: make it a static method of the class",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0228.md");

    /// <summary>SBPF0229.</summary>
    public static readonly DiagnosticDescriptor Lambda = new(
        "SBPF0229",
        "Lambdas and delegates",
        "Lambdas and delegates cannot be translated: a filter calls static methods only",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0229.md");

    /// <summary>SBPF0230.</summary>
    public static readonly DiagnosticDescriptor ObjectCreation = new(
        "SBPF0230",
        "new",
        "'new {0}' cannot be translated: a filter has no objects",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0230.md");

    /// <summary>SBPF0231.</summary>
    public static readonly DiagnosticDescriptor Array = new(
        "SBPF0231",
        "Arrays and collections",
        "Arrays and collections cannot be translated: use arrays of a struct or a knob",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0231.md");

    /// <summary>SBPF0232.</summary>
    public static readonly DiagnosticDescriptor Text = new(
        "SBPF0232",
        "Strings",
        "Strings cannot be translated: compare spans of bytes, with a u8 literal",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0232.md");

    /// <summary>SBPF0233.</summary>
    public static readonly DiagnosticDescriptor NestedAssignment = new(
        "SBPF0233",
        "An assignment inside an expression",
        "'{0}' changes a variable in the middle of an expression: make it a statement of its own",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0233.md");

    /// <summary>SBPF0234.</summary>
    public static readonly DiagnosticDescriptor AssignmentTarget = new(
        "SBPF0234",
        "Only local variables can be assigned to",
        "'{0}' cannot be assigned to: a filter changes nothing but its own local variables, and of these numbers, bools and enums only",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0234.md");

    /// <summary>SBPF0235.</summary>
    public static readonly DiagnosticDescriptor LocalType = new(
        "SBPF0235",
        "A local variable of this type",
        "The local variable '{0}' cannot be translated: {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0235.md");

    /// <summary>SBPF0236.</summary>
    public static readonly DiagnosticDescriptor MethodCall = new(
        "SBPF0236",
        "A call that cannot be translated",
        "'{0}' cannot be called in a filter: {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0236.md");

    /// <summary>SBPF0237.</summary>
    public static readonly DiagnosticDescriptor Property = new(
        "SBPF0237",
        "A property that cannot be translated",
        "'{0}' cannot be read in a filter: {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0237.md");

    /// <summary>SBPF0238.</summary>
    public static readonly DiagnosticDescriptor StaticField = new(
        "SBPF0238",
        "A static field",
        "'{0}' is a variable of the C# program: the kernel does not see it; use a constant or a knob",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0238.md");

    /// <summary>SBPF0239.</summary>
    public static readonly DiagnosticDescriptor Recursion = new(
        "SBPF0239",
        "A method that calls itself",
        "'{0}' calls itself, directly or by way of others: BPF programs cannot recurse without a bound",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0239.md");

    /// <summary>SBPF0240.</summary>
    public static readonly DiagnosticDescriptor Null = new(
        "SBPF0240",
        "null and nullable types",
        "null and nullable types cannot be translated: '{0}'",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0240.md");

    /// <summary>SBPF0241.</summary>
    public static readonly DiagnosticDescriptor TupleValue = new(
        "SBPF0241",
        "Tuples",
        "Tuples cannot be translated: use variables of their own",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0241.md");

    /// <summary>SBPF0242.</summary>
    public static readonly DiagnosticDescriptor TypeTest = new(
        "SBPF0242",
        "Types at run time",
        "'{0}' looks at or changes the type of an object: a filter has no objects",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0242.md");

    /// <summary>SBPF0243.</summary>
    public static readonly DiagnosticDescriptor Pattern = new(
        "SBPF0243",
        "A pattern that cannot be translated",
        "This pattern cannot be translated: constants, <, <=, >, >=, 'and', 'or', 'not' and '_' can",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0243.md");

    /// <summary>SBPF0244.</summary>
    public static readonly DiagnosticDescriptor SwitchExpression = new(
        "SBPF0244",
        "A switch expression that does not cover everything",
        "This switch expression throws for values that no arm matches: end it with '_ => …'",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0244.md");

    /// <summary>SBPF0245.</summary>
    public static readonly DiagnosticDescriptor Suspension = new(
        "SBPF0245",
        "await, yield and dynamic",
        "'{0}' cannot be translated: a filter runs to its end, and all its types are known at build time",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0245.md");

    /// <summary>SBPF0246.</summary>
    public static readonly DiagnosticDescriptor Pointer = new(
        "SBPF0246",
        "Pointers",
        "Pointers, addresses and stackalloc cannot be translated: name fields and elements",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0246.md");

    /// <summary>SBPF0247.</summary>
    public static readonly DiagnosticDescriptor UserOperator = new(
        "SBPF0247",
        "An operator of a type of its own",
        "The operator or conversion '{0}' is a method of a type: call a static method of this project instead",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0247.md");

    /// <summary>SBPF0248.</summary>
    public static readonly DiagnosticDescriptor Helper = new(
        "SBPF0248",
        "A method that cannot be a helper",
        "'{0}' cannot be called in a filter: {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0248.md");

    /// <summary>SBPF0249.</summary>
    public static readonly DiagnosticDescriptor ByReference = new(
        "SBPF0249",
        "References and declarations inside an expression",
        "'{0}' passes or declares a reference, which a filter cannot do",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0249.md");

    /// <summary>SBPF0299.</summary>
    public static readonly DiagnosticDescriptor Unsupported = new(
        "SBPF0299",
        "A construct that cannot be translated",
        "'{0}' ({1}) cannot be translated to BPF C",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLinks.Folder + "SBPF0299.md");

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All =>
    [
        UnknownHook, TwoFilters, UnsuitableMethod, NotCompiled, ParameterCount, ParameterType, ParameterKind, UnknownField,
        ForeignKnobs, HookType, UnsupportedType, FloatingPoint, CheckedArithmetic, Divisor, IndexRange, LoopBound, LoopCount,
        SpanSource, SpanSlice, WhileLoop, ForEachLoop, SwitchStatement, TryStatement, Throw, Using, Lock, Goto,
        LocalFunction, Lambda, ObjectCreation, Array, Text, NestedAssignment, AssignmentTarget, LocalType, MethodCall,
        Property, StaticField, Recursion, Null, TupleValue, TypeTest, Pattern, SwitchExpression, Suspension, Pointer,
        UserOperator, Helper, ByReference, Unsupported,
    ];
}
