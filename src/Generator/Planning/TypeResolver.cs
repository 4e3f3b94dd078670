// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using SharpBpf.Generator.Declarations;
using SharpBpf.Generator.Emit;
using SharpBpf.Generator.Manifest;
using SharpBpf.Generator.Models;
using SharpBpf.Generator.Naming;

namespace SharpBpf.Generator.Planning;

/// <summary>Finds the C# type for a C type.</summary>
internal sealed class TypeResolver(DefinitionTable table, NamePlanner names)
{
    /// <summary>An address in the kernel; see src/Runtime/Types/KernelAddress.cs.</summary>
    private const string Address = "global::SharpBpf.KernelAddress";

    /// <summary>The C# type of <paramref name="type"/>; null for what has no bytes.</summary>
    /// <param name="type">The C type.</param>
    /// <param name="arrays">Where a new array type goes.</param>
    /// <param name="name">What an array type is named after.</param>
    public CsType? Resolve(CType type, ArraySink arrays, string name)
    {
        CType bare = DefinitionTable.Strip(type);
        if (table.SizeOf(bare) == 0)
            return null;

        return bare switch
        {
            IntType t => Integer(t),
            FloatType { Size: 2 } => CsType.Known("global::System.Half", 2),
            FloatType { Size: 4 } => CsType.Primitive("float", 4, NumberKind.None),
            FloatType { Size: 8 } => CsType.Primitive("double", 8, NumberKind.None),
            FloatType t => arrays.Add(new ArrayType(t.Size, new IntType("byte", 1, IntEncoding.Unsigned)), name, this, CSpelling.Of(type, "")),
            PointerType => CsType.Known(Address, DefinitionTable.PointerSize),
            ArrayType t => arrays.Add(t, name, this, CSpelling.Of(type, "")),
            NamedType { Kind: DefinitionKind.Enum } t => Enum(table.Get(t)),
            NamedType t => Struct(table.Get(t)),
            _ => null,
        };
    }

    /// <summary>How generated code writes the type of a declared property. What the compiler does not know yet is a generated type.</summary>
    public string NameOf(DeclaredShape shape, PropertyForm form)
        => shape.Kind == ShapeKind.Unresolved ? names.FindByName(shape.LastName)?.Place.FullName ?? form.Type : form.Type;

    /// <summary>Whether the elements are C's char: text, as far as C knows.</summary>
    public static bool IsText(ArrayType array) => DefinitionTable.Strip(array.Element) is IntType { Encoding: IntEncoding.Char, Size: 1 };

    /// <summary>An integer of <paramref name="size"/> bytes.</summary>
    public static CsType Integer(int size, bool signed) => (size, signed) switch
    {
        (1, false) => CsType.Primitive("byte", 1, NumberKind.Unsigned),
        (1, true) => CsType.Primitive("sbyte", 1, NumberKind.Signed),
        (2, false) => CsType.Primitive("ushort", 2, NumberKind.Unsigned),
        (2, true) => CsType.Primitive("short", 2, NumberKind.Signed),
        (4, false) => CsType.Primitive("uint", 4, NumberKind.Unsigned),
        (4, true) => CsType.Primitive("int", 4, NumberKind.Signed),
        (8, false) => CsType.Primitive("ulong", 8, NumberKind.Unsigned),
        (8, true) => CsType.Primitive("long", 8, NumberKind.Signed),
        (_, false) => CsType.Known("global::System.UInt128", 16, NumberKind.Unsigned),
        (_, true) => CsType.Known("global::System.Int128", 16, NumberKind.Signed),
    };

    private static CsType Integer(IntType type) => type switch
    {
        { Encoding: IntEncoding.Bool, Size: 1 } => CsType.Primitive("bool", 1, NumberKind.Bool),
        _ => Integer(type.Size, type.Encoding == IntEncoding.Signed),
    };

    private CsType Enum(Definition definition)
    {
        CsType underlying = Integer(definition.Size, definition.IsSigned);
        return names.Find(definition.Name) is { } plan
            ? underlying with { Name = plan.Place.FullName, IsPublic = plan.IsPublic }
            : underlying;
    }

    private CsType Struct(Definition definition)
    {
        TypePlan plan = names[definition.Name];
        return CsType.Known(plan.Place.FullName, definition.Size) with { Alignment = table.AlignmentOf(definition), IsPublic = plan.IsPublic };
    }
}

/// <summary>Collects the array types of one C# scope.</summary>
internal sealed class ArraySink(NameScope scope, string ownerFullName)
{
    /// <summary>What was collected, in order.</summary>
    public List<ArrayModel> Models { get; } = [];

    /// <summary>Makes the type for an array; <paramref name="name"/> is the member's.</summary>
    public CsType? Add(ArrayType array, string name, TypeResolver resolver, string c)
    {
        string typeName = scope.Claim(name + "Array", "Type");
        if (Make(array, typeName, ownerFullName, 1, resolver, c) is not { } made)
            return null;

        Models.Add(made.Model);
        return made.Type;
    }

    private (ArrayModel Model, CsType Type)? Make(ArrayType array, string name, string owner, int depth, TypeResolver resolver, string c)
    {
        string fullName = $"{owner}.{name}";
        ArrayModel[] rows = [];
        CsType? element;
        if (DefinitionTable.Strip(array.Element) is ArrayType row)
        {
            string rowName = depth == 1 ? "Row" : "Row" + depth.ToString(CultureInfo.InvariantCulture);
            (ArrayModel Model, CsType Type)? made = Make(row, rowName, fullName, depth + 1, resolver, CSpelling.Of(array.Element, ""));
            element = made?.Type;
            rows = made is null ? [] : [made.Value.Model];
        }
        else
        {
            // A long double's bytes are an array too: its type stands beside this one.
            element = resolver.Resolve(array.Element, this, name);
        }

        if (element is null)
            return null;

        string summary = $"C: {Doc.Code(c)}.";
        ArrayModel model = new(name, array.Count, element, TypeResolver.IsText(array), summary, new EquatableArray<ArrayModel>(rows));
        CsType type = CsType.Known(fullName, array.Count * element.Size) with { Alignment = element.Alignment };
        return (model, type);
    }
}
