// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using SharpBpf.Generator.Manifest;
using SharpBpf.Generator.Naming;
using SharpBpf.Generator.Planning;

namespace SharpBpf.Generator.Filters;

/// <content>Fields, elements and bit-fields: what C# names, found again in C.</content>
internal sealed partial class FunctionTranslator
{
    private const string OffsetAttribute = "System.Runtime.InteropServices.FieldOffsetAttribute";
    private const string InlineArrayAttribute = "System.Runtime.CompilerServices.InlineArrayAttribute";
    private const string FieldAttribute = "SharpBpf.BpfFieldAttribute";
    private const string AddressType = "SharpBpf.KernelAddress";

    private sealed record BitField(Place Place, int Width, bool IsSigned);

    private string Load(IOperation operation)
    {
        Scalar type = ScalarOf(operation);
        if (FindPlace(operation) is not { } place)
            throw Unsupported(operation);

        // C's char may have a sign where C# has none, and the like: C# decides.
        return place.Bare is IntType { Encoding: not IntEncoding.Char } number && number.Size * 8 == type.Bits && (number.Encoding == IntEncoding.Signed) == type.IsSigned
            ? place.Value
            : type.Cast(place.Value);
    }

    /// <summary>The memory that an operation names; null when it is a value.</summary>
    private Place? FindPlace(IOperation? operation)
    {
        switch (operation)
        {
            case IParenthesizedOperation parenthesized:
                return FindPlace(parenthesized.Operand);
            case ILocalReferenceOperation or IParameterReferenceOperation:
                return _bindings.TryGetValue(SymbolOf(operation)!, out Binding? binding) && binding is Binding.Alias alias ? alias.Place : null;
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }:
                return _this;
            case IFieldReferenceOperation field:
                return Field(field);
            case IPropertyReferenceOperation property when MemberOf(property) is { Member.BitWidth: 0 } member:
                return member.Place;
            case IInlineArrayAccessOperation access when access.Argument.Type?.SpecialType == SpecialType.System_Int32 || ConstantIndex(access.Argument, 0) is not null:
                return Element(access);
            default:
                return null;
        }
    }

    private Place? Field(IFieldReferenceOperation reference)
    {
        IFieldSymbol field = reference.Field;
        if (field.IsStatic)
            throw new Rejection(FilterRules.StaticField, reference, field.Name);

        if (reference.Instance is ILocalReferenceOperation or IParameterReferenceOperation
            && _bindings.TryGetValue(SymbolOf(reference.Instance)!, out Binding? binding) && binding is Binding.Knobs)
        {
            return Knob(reference);
        }

        if (FindPlace(reference.Instance) is not { } owner)
            return null;

        _scope.Note(field);
        if (owner.Bare is not NamedType { Kind: not DefinitionKind.Enum } type || _scope.Table.Find(type.Name) is not { } definition)
            throw new Rejection(FilterRules.UnknownField, reference, field.Name, CSpelling.Of(owner.Type, ""));

        FieldInfo[] members =
        [
            .. _scope.Table.Flatten(definition)
                .Where(member => member.BitWidth == 0 && IsAt(member, field) && TypeMatch.IsMatch(field.Type, member.Type, _scope.Table))
                .OrderByDescending(member => CSharpNames.FromC(member.Name) == field.Name),
        ];

        // In a union several may match: each reads the same bytes in the same way.
        return members.Length == 0
            ? throw new Rejection(FilterRules.UnknownField, reference, field.Name, CSpelling.Of(definition.Kind, definition.Name))
            : owner.Member(members[0].Name, members[0].Type);
    }

    private static bool IsAt(FieldInfo member, IFieldSymbol field)
        => OffsetOf(field) is { } offset ? member.BitOffset == offset * 8L : IsNamed(member, field);

    // By [BpfField], or by the rule.
    private static bool IsNamed(FieldInfo member, ISymbol symbol)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass?.ToDisplayString() == FieldAttribute && attribute.ConstructorArguments is [{ Value: string name }])
                return member.Name == name;
        }

        return CSharpNames.FromC(member.Name) == symbol.Name;
    }

    private static int? OffsetOf(IFieldSymbol field)
    {
        foreach (AttributeData attribute in field.GetAttributes())
        {
            if (attribute.AttributeClass?.ToDisplayString() == OffsetAttribute && attribute.ConstructorArguments is [{ Value: int offset }])
                return offset;
        }

        return null;
    }

    private Place Knob(IFieldReferenceOperation reference)
    {
        foreach (KnobLayout.Knob knob in KnobLayout.Knobs(_scope.Table.Manifest))
        {
            if (OffsetOf(reference.Field) == knob.Offset)
                return new Place(knob.Variable.Name, knob.Variable.Type, IsVolatile: true);
        }

        throw new Rejection(FilterRules.UnknownField, reference, reference.Field.Name, "knobs of " + _scope.Table.Manifest.Source);
    }

    private Place? Element(IInlineArrayAccessOperation access)
    {
        if (FindPlace(access.Instance) is not { } array)
            return null;

        if (array.Bare is not ArrayType type)
            throw Unsupported(access);

        if (ConstantIndex(access.Argument, type.Count) is { } index && index >= 0 && index < type.Count)
            return array.Element(index, type.Element);

        return array.Element(CheckedIndex(access.Argument, type.Count), type.Element);
    }

    private string CheckedIndex(IOperation index, int count)
    {
        Interval range = RangeOf(index);
        if (range.Low.Sign < 0 || range.High >= count)
            throw new Rejection(FilterRules.IndexRange, index, range.Low.ToString(CultureInfo.InvariantCulture), range.High.ToString(CultureInfo.InvariantCulture), count);

        // That it is inside is certain, but the verifier need not see it too: clang leaves out whatever it can prove itself.
        return IsSeen(index) ? Value(index) : $"sharpbpf_index({Value(index)}, {Number(count)})";
    }

    // Made of constants and loop counters only.
    private bool IsSeen(IOperation index) => index.ConstantValue.HasValue || index switch
    {
        IParenthesizedOperation parenthesized => IsSeen(parenthesized.Operand),
        IConversionOperation conversion => IsSeen(conversion.Operand),
        IBinaryOperation binary => IsSeen(binary.LeftOperand) && IsSeen(binary.RightOperand),
        ILocalReferenceOperation local => _bindings.TryGetValue(local.Local, out Binding? binding) && binding is Binding.Variable { IsCounter: true },
        _ => false,
    };

    // 3 or ^3; null for what is no constant.
    private static int? ConstantIndex(IOperation index, int count)
    {
        while (index is IConversionOperation { ConstantValue.HasValue: false } conversion)
            index = conversion.Operand;

        if (index.ConstantValue is { HasValue: true, Value: int constant })
            return constant;

        return index is IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat, Operand.ConstantValue: { HasValue: true, Value: int fromEnd } } ? count - fromEnd : null;
    }

    /// <summary>The bit-field that a property reads; null when it is another property.</summary>
    private BitField? FindBitField(IPropertyReferenceOperation reference)
        => MemberOf(reference) is { Member.BitWidth: not 0 } found && Scalar.Of(reference.Type) is { } scalar
            ? new BitField(found.Place, found.Member.BitWidth, scalar.IsSigned)
            : null;

    // The member of C that a property stands for: a generated one for a bit-field, a partial one of the user's for any.
    private (Place Place, FieldInfo Member)? MemberOf(IPropertyReferenceOperation reference)
    {
        IPropertySymbol property = reference.Property;
        if (reference.Arguments.Length != 0 || property.IsStatic || !IsStruct(property.ContainingType) || FindPlace(reference.Instance) is not { } owner)
            return null;

        if (owner.Bare is not NamedType { Kind: not DefinitionKind.Enum } type || _scope.Table.Find(type.Name) is not { } definition)
            return null;

        FieldInfo[] members =
        [
            .. _scope.Table.Flatten(definition)
                .Where(m => IsNamed(m, property) && (m.BitWidth != 0 || (property.IsPartialDefinition && TypeMatch.IsMatch(property.Type, m.Type, _scope.Table)))),
        ];
        return members.Length == 1 ? (owner.Member(members[0].Name, members[0].Type), members[0]) : null;
    }

    private static bool IsAddress(ITypeSymbol? type) => type?.ToDisplayString() == AddressType;

    private static bool IsAddressComparison(IBinaryOperation binary)
        => binary.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals && IsAddress(binary.LeftOperand.Type) && IsAddress(binary.RightOperand.Type);

    private string CompareAddresses(IBinaryOperation binary)
        => $"({Address(binary.LeftOperand)} {ComparisonOf(binary.OperatorKind)} {Address(binary.RightOperand)})";

    // A pointer's bits: nothing follows it.
    private string Address(IOperation operation) => FindPlace(operation) is { Bare: PointerType } place ? $"((__u64){place.Value})" : throw Unsupported(operation);

    private static bool IsStruct(ITypeSymbol? type) => type is INamedTypeSymbol { TypeKind: TypeKind.Struct, SpecialType: SpecialType.None, IsTupleType: false, IsRefLikeType: false }
        && type.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T;

    private static bool IsInlineArray(ITypeSymbol? type)
        => type is not null && type.GetAttributes().Any(static a => a.AttributeClass?.ToDisplayString() == InlineArrayAttribute);
}
