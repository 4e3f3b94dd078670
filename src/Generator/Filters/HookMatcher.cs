// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Microsoft.CodeAnalysis;
using SharpBpf.Generator.Declarations;
using SharpBpf.Generator.Manifest;
using SharpBpf.Generator.Planning;

namespace SharpBpf.Generator.Filters;

/// <summary>Brings a filter's parameters together with its hook's.</summary>
internal sealed class HookMatcher(IMethodSymbol method, FilterInfo hook, FilterScope scope)
{
    private readonly string _source = scope.Table.Manifest.Source;

    /// <summary>Checks the signature.</summary>
    /// <returns>The C parameters, having bound them in <paramref name="function"/>.</returns>
    /// <exception cref="Rejection">It does not fit.</exception>
    public string Bind(FunctionTranslator function)
    {
        List<IParameterSymbol> given = [];
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            CheckKind(parameter);
            if (scope.IsKnobs(parameter.Type))
                function.Bind(parameter, new Binding.Knobs());
            else if (KnobsOwner(parameter.Type) is { } other)
                throw new Rejection(FilterRules.ForeignKnobs, FilterMethods.PlaceOf(parameter), parameter.Name, other, hook.Name, _source);
            else
                given.Add(parameter);
        }

        if (given.Count != hook.Parameters.Count)
            throw new Rejection(FilterRules.ParameterCount, FilterMethods.PlaceOf(method), hook.Name, Count(hook.Parameters.Count), method.Name, Number(given.Count));

        List<string> c = [];
        for (int i = 0; i < given.Count; i++)
            Bind(function, given[i], hook.Parameters[i], i, c);

        return c.Count == 0 ? "void" : string.Join(", ", c);
    }

    /// <summary>Why a method cannot be a filter at all; null when it can.</summary>
    public static string? Objection(IMethodSymbol method) =>
        method.MethodKind != MethodKind.Ordinary || !method.IsStatic ? "it is not a static method"
        : method.ReturnType.SpecialType != SpecialType.System_Boolean || method.ReturnsByRef || method.ReturnsByRefReadonly ? "it does not return bool"
        : method.IsGenericMethod || IsInGeneric(method) ? "it, or a type around it, is generic"
        : method.IsAsync ? "it is async"
        : method.IsExtern || method.IsAbstract || method.IsVirtual ? "it is extern, abstract or virtual"
        : null;

    private static bool IsInGeneric(IMethodSymbol method)
    {
        for (INamedTypeSymbol? type = method.ContainingType; type is not null; type = type.ContainingType)
        {
            if (type.IsGenericType)
                return true;
        }

        return false;
    }

    private void Bind(FunctionTranslator function, IParameterSymbol parameter, CType type, int index, List<string> c)
    {
        if (PointedTo(type) is { } target)
        {
            if (!TypeMatch.IsStruct(parameter.Type, target.Name))
                throw Mismatch(parameter, type, index);

            string name = scope.Name("p", parameter.Name);
            c.Add(CSpelling.Of(type, name));
            function.Bind(parameter, new Binding.Alias(new Place(name, target, IsVolatile: false, IsPointer: true)));
            return;
        }

        if (TypeMatch.ScalarOf(type, scope.Table) is not { } scalar)
            throw new Rejection(FilterRules.HookType, FilterMethods.PlaceOf(parameter), Number(index + 1), hook.Name, CSpelling.Of(type, ""));

        if (!TypeMatch.IsMatch(parameter.Type, type, scope.Table))
            throw Mismatch(parameter, type, index);

        // The definition repeats the type that the hook declares; a char has a sign there that it does not have in C#.
        string declared = scope.Name("p", parameter.Name);
        c.Add(CSpelling.Of(type, declared));
        function.Bind(parameter, new Binding.Variable(IsSame(type, scalar) ? declared : scalar.Cast(declared), scalar, null));
    }

    private static bool IsSame(CType type, Scalar scalar)
        => DefinitionTable.Strip(type) is IntType number && number.Encoding is not IntEncoding.Char && (number.Encoding == IntEncoding.Bool) == (scalar == Scalar.Bool);

    private NamedType? PointedTo(CType type)
        => DefinitionTable.Strip(type) is PointerType pointer && DefinitionTable.Strip(pointer.Target) is NamedType { Kind: not DefinitionKind.Enum } named
            && scope.Table.Find(named.Name) is not null ? named : null;

    private static void CheckKind(IParameterSymbol parameter)
    {
        if (parameter.RefKind is RefKind.Ref or RefKind.Out)
            throw new Rejection(FilterRules.ParameterKind, FilterMethods.PlaceOf(parameter), parameter.Name, parameter.RefKind == RefKind.Ref ? "ref" : "out");
    }

    // The object whose knobs a type holds; null when it is no such type.
    private static string? KnobsOwner(ITypeSymbol type)
    {
        if (type.Name != KnobLayout.TypeName || type.ContainingType is not { } owner)
            return null;

        return ObjectDeclaration.SourceOf(owner);
    }

    private Rejection Mismatch(IParameterSymbol parameter, CType type, int index) => new(
        FilterRules.ParameterType,
        FilterMethods.PlaceOf(parameter),
        parameter.Name,
        parameter.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat),
        Number(index + 1),
        hook.Name,
        CSpelling.Of(type, ""));

    private static string Count(int count) => count == 1 ? "1 parameter" : Number(count) + " parameters";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
