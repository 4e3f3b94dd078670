// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using SharpBpf.Generator.Manifest;
using SharpBpf.Generator.Planning;

namespace SharpBpf.Generator.Filters;

/// <content>Calls and properties.</content>
internal sealed partial class FunctionTranslator
{
    private string Property(IPropertyReferenceOperation reference)
    {
        IPropertySymbol property = reference.Property;
        if (reference.Instance is { } instance)
        {
            if (IsByteSpan(instance.Type))
                return SpanProperty(reference, instance);

            if (IsAddress(instance.Type) && property.Name is "Value" or "IsNull")
                return property.Name == "Value" ? Address(instance) : $"({Address(instance)} == 0)";

            if (instance.Type is { } type && !IsStruct(type))
                throw UnsupportedType(instance, type);

            if (FindBitField(reference) is { } bits)
                return ScalarOf(reference).Cast(bits.Place.Value);

            if (FindPlace(reference) is not null)
                return Load(reference);
        }

        if (property.GetMethod is not { } getter || reference.Arguments.Length != 0)
            throw new Rejection(FilterRules.Property, reference, property.Name, "only properties with a getter and no arguments can");

        if (_scope.BodyOf(getter) is not { Block: not null } body)
            throw new Rejection(FilterRules.Property, reference, property.Name, "its getter is not in this project, or the compiler writes it");

        ScalarOf(reference);
        return Helper(getter, body, [], reference.Instance, reference);
    }

    private string SpanProperty(IPropertyReferenceOperation reference, IOperation instance)
    {
        ByteSpan span = SpanOf(instance);
        switch (reference.Property.Name)
        {
            case "Length":
                return $"((__s32){span.Length})";
            case "IsEmpty":
                return $"({span.Length} == 0)";
        }

        if (!reference.Property.IsIndexer || reference.Arguments is not [{ Value: { } index }])
            throw new Rejection(FilterRules.Property, reference, reference.Property.Name, "of a span: Length, IsEmpty and the indexer");

        if (span.IsText)
            throw new Rejection(FilterRules.Property, reference, reference.Syntax.ToString(), "the text may be shorter; index the array that it is in");

        string at = CheckedIndex(index, span.Capacity);
        if (span.Literal is null)
            return span.Byte(span.Start == 0 ? at : $"{at} + {Number(span.Start)}");

        return index.ConstantValue is { HasValue: true, Value: int constant }
            ? Scalar.Of(reference.Type)!.Literal(span.Literal[constant])
            : throw new Rejection(FilterRules.SpanSource, instance, "a literal with an index that is not constant");
    }

    private string Call(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        string owner = method.ContainingType?.ToDisplayString() ?? "";
        if (owner == "System.MemoryExtensions")
            return SpanCall(call);

        if (MinOrMax(call) is { } isMin)
        {
            Scalar type = ScalarOf(call);
            string a = _scope.Name("t", "a");
            string b = _scope.Name("t", "b");
            return type.Cast($"({{ {type.C} {a} = {Value(call.Arguments[0].Value)}, {b} = {Value(call.Arguments[1].Value)}; {a} {(isMin ? "<" : ">")} {b} ? {a} : {b}; }})");
        }

        if (owner == "System.Enum" && method.Name == "HasFlag")
            return HasFlag(call);

        if (call.Instance is { Type: { } type2 } && !IsStruct(type2))
            throw new Rejection(FilterRules.MethodCall, call, $"{Show(type2)}.{method.Name}", "a filter has no objects");

        if (method.MethodKind == MethodKind.LocalFunction)
            throw new Rejection(FilterRules.LocalFunction, call);

        if (_scope.BodyOf(method) is not { Block: not null } body)
            throw new Rejection(FilterRules.MethodCall, call, $"{owner}.{method.Name}", "its source is not in this project");

        if (Objection(method) is { } objection)
            throw new Rejection(FilterRules.Helper, call, method.Name, objection);

        return Helper(method, body, call.Arguments, call.Instance, call);
    }

    /// <summary>True for a minimum, false for a maximum, null for another method.</summary>
    private static bool? MinOrMax(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        bool isOfMath = method.ContainingType?.ToDisplayString() == "System.Math" || (method.IsStatic && Scalar.Of(method.ContainingType) is not null);
        if (!isOfMath || method.Parameters.Length != 2 || Scalar.Of(method.ReturnType) is null || method.Name is not ("Min" or "Max"))
            return null;

        return method.Name == "Min";
    }

    private string HasFlag(IInvocationOperation call)
    {
        IOperation value = Unboxed(call.Instance!);
        IOperation flag = Unboxed(call.Arguments[0].Value);
        if (!SymbolEqualityComparer.Default.Equals(value.Type, flag.Type))
            throw new Rejection(FilterRules.MethodCall, call, "HasFlag", "both enums must be the same, or it throws");

        Scalar type = ScalarOf(value);
        string bits = _scope.Name("t", "flag");
        return $"({{ {type.C} {bits} = {Value(flag)}; (bool)({type.Cast($"({Value(value)} & {bits})")} == {bits}); }})";
    }

    private static IOperation Unboxed(IOperation operation)
    {
        while (operation is IConversionOperation { ConstantValue.HasValue: false, OperatorMethod: null } conversion && Scalar.Of(conversion.Type) is null)
            operation = conversion.Operand;

        return operation;
    }

    private static string? Objection(IMethodSymbol method) =>
        method.IsGenericMethod || method.ContainingType.IsGenericType ? "it is generic"
        : method.IsAsync ? "it is async"
        : method.IsVirtual || method.IsAbstract || method.IsOverride ? "it is virtual"
        : method.MethodKind is not (MethodKind.Ordinary or MethodKind.PropertyGet) ? "it is no ordinary method"
        : method.ReturnsByRef || method.ReturnsByRefReadonly || Scalar.Of(method.ReturnType) is null ? $"it returns '{Show(method.ReturnType)}' and not a number, a bool or an enum"
        : null;

    private string Helper(IMethodSymbol method, MethodBody body, IEnumerable<IArgumentOperation> arguments, IOperation? instance, IOperation call)
    {
        List<(IParameterSymbol Symbol, Place Place)> structs = [];
        List<string> values = [];
        StringBuilder key = new(method.GetDocumentationCommentId() ?? method.ToDisplayString());
        Place? self = instance is null ? null : FindPlace(instance) ?? throw new Rejection(FilterRules.Helper, call, method.Name, "it is called on a copy");
        if (self is not null)
            values.Add(Pointer(self, key));

        foreach (IArgumentOperation argument in arguments.OrderBy(a => a.Parameter?.Ordinal))
        {
            IParameterSymbol parameter = argument.Parameter!;
            if (parameter.RefKind is RefKind.Ref or RefKind.Out)
                throw new Rejection(FilterRules.ByReference, argument, argument.Syntax.ToString());

            if (_scope.IsKnobs(parameter.Type))
            {
                if (SymbolOf(argument.Value) is not { } symbol || !_bindings.TryGetValue(symbol, out Binding? binding) || binding is not Binding.Knobs)
                    throw new Rejection(FilterRules.Helper, argument, method.Name, "the knobs it is given are not the filter's own");
            }
            else if (Scalar.Of(parameter.Type) is not null)
            {
                values.Add(Value(argument.Value));
            }
            else if (FindPlace(argument.Value) is { } place && IsStruct(parameter.Type))
            {
                structs.Add((parameter, place));
                values.Add(Pointer(place, key));
            }
            else
            {
                throw new Rejection(FilterRules.Helper, argument, method.Name, $"its parameter '{parameter.Name}' is a '{Show(parameter.Type)}', or is given a copy");
            }
        }

        string name = _scope.Helper(key.ToString(), method, call, name => _scope.Add(Translate(method, body, structs, self, name)));
        return $"{name}({string.Join(", ", values)})";
    }

    // A pointer to a knob is another type than one to a parameter: the function is made once for each.
    private static string Pointer(Place place, StringBuilder key)
    {
        key.Append('|').Append(place.IsVolatile ? "volatile " : "").Append(CSpelling.Of(place.Bare, ""));
        return place.Address;
    }

    private string Translate(IMethodSymbol method, MethodBody body, List<(IParameterSymbol Symbol, Place Place)> structs, Place? self, string name)
    {
        List<string> parameters = [];
        Place? inner = self is null ? null : Parameter(self, "self", parameters);
        FunctionTranslator function = new(_scope, body.Operation, inner);
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            int index = structs.FindIndex(s => SymbolEqualityComparer.Default.Equals(s.Symbol, parameter));
            if (_scope.IsKnobs(parameter.Type))
                function.Bind(parameter, new Binding.Knobs());
            else if (index >= 0)
                function.Bind(parameter, new Binding.Alias(Parameter(structs[index].Place, parameter.Name, parameters)));
            else
                function.BindScalar(parameter, parameters);
        }

        string list = parameters.Count == 0 ? "void" : string.Join(", ", parameters);
        return function.Translate(body, $"static __always_inline {Scalar.Of(method.ReturnType)!.C} {name}({list})");
    }

    private Place Parameter(Place place, string name, List<string> parameters)
    {
        string c = _scope.Name("p", name);
        CType type = place.Bare;
        parameters.Add($"const {(place.IsVolatile ? "volatile " : "")}{CSpelling.Of(type, "*" + c)}");
        return new Place(c, type, place.IsVolatile, IsPointer: true);
    }

    /// <summary>Makes a number a parameter of the C function.</summary>
    public void BindScalar(IParameterSymbol parameter, List<string> parameters)
    {
        Scalar type = Scalar.Of(parameter.Type)!;
        string name = _scope.Name("p", parameter.Name);
        parameters.Add($"{type.C} {name}");
        Bind(parameter, new Binding.Variable(name, type, null));
    }
}
