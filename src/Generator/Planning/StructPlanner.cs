// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Declarations;
using SharpBpf.Generator.Emit;
using SharpBpf.Generator.Manifest;
using SharpBpf.Generator.Models;

namespace SharpBpf.Generator.Planning;

/// <summary>Makes the model of a struct or union.</summary>
internal sealed class StructPlanner(DefinitionTable table, TypeResolver resolver)
{
    /// <summary>The model of <paramref name="plan"/>, with all that is written inside it.</summary>
    public StructModel Make(TypePlan plan)
    {
        ArraySink arrays = new(plan.Scope, plan.Place.FullName);
        List<FieldModel> fields = [];
        List<BitFieldModel> bitFields = [];
        List<TailModel> tails = [];
        SortedDictionary<(int Offset, int Size), StorageModel> storage = [];
        foreach (FlatField field in plan.Fields)
        {
            if (field.Declared is { Property: null } declared)
                AddArrayOf(field, declared, arrays);
            else if (field.BitWidth != 0)
                bitFields.Add(BitField(field, plan, storage, arrays));
            else if (DefinitionTable.Strip(field.Type) is ArrayType { Count: 0 } array)
                AddTail(field, array, plan, arrays, tails);
            else if (Type(field, arrays) is { } type)
                fields.Add(Field(field, type, plan));
        }

        Definition definition = plan.Definition;
        return new StructModel(
            plan.Place,
            $"C: {Doc.Code(CSpelling.Of(definition.Kind, definition.Name))}, {Doc.Bytes(definition.Size)}.",
            definition.Size,
            table.NeedsPacking(definition),
            plan.Claim is not null && plan.Claim.Type.Keyword.StartsWith("readonly", StringComparison.Ordinal),
            Array(fields),
            Array(storage.Values),
            Array(bitFields),
            Array(tails),
            Array(arrays.Models),
            plan.Nested.Count == 0 ? default : Array(plan.Nested.Where(n => n.Definition.Kind != DefinitionKind.Enum).Select(Make)),
            plan.Nested.Count == 0 ? default : Array(plan.Nested.Where(n => n.Definition.Kind == DefinitionKind.Enum).Select(EnumPlanner.Make)))
        {
            HasLayout = plan.Claim?.Layout is not null,
            IsSequential = plan.Claim?.IsSequential == true,
        };
    }

    // A field that the user declares may be of the array type that the generator would have given it.
    private void AddArrayOf(FlatField field, DeclaredMember declared, ArraySink arrays)
    {
        if (declared.Shape.Kind == ShapeKind.Unresolved && DefinitionTable.Strip(field.Type) is ArrayType { Count: not 0 })
            resolver.Resolve(field.Type, arrays, field.Name);
    }

    // The property's own type is as good as the rule's, once the layout checker has passed it.
    private CsType? Type(FlatField field, ArraySink arrays)
    {
        DeclaredShape? shape = field.Declared?.Shape;
        if (shape is null || DefinitionTable.Strip(field.Type) is ArrayType && shape.Kind == ShapeKind.Unresolved)
            return resolver.Resolve(field.Type, arrays, field.Name);

        return CsType.Known(resolver.NameOf(shape, field.Declared!.Property!), (int)table.SizeOf(field.Type)) with { Alignment = table.AlignmentOf(field.Type) };
    }

    private static FieldModel Field(FlatField field, CsType type, TypePlan plan)
    {
        bool text = DefinitionTable.Strip(field.Type) is ArrayType array && TypeResolver.IsText(array) && field.Declared?.Shape.Kind is null or ShapeKind.Unresolved;
        return new FieldModel(
            field.Name,
            field.BitOffset / 8,
            type,
            $"C: {Doc.Code(CSpelling.Of(field.Type, field.CName))}, at byte {Doc.Number(field.BitOffset / 8)}.",
            text ? plan.Scope.Claim(field.Name + "Text", "Value") : null)
        {
            Property = field.Declared?.Property is { } form ? new PropertyModel(form, plan.Scope.Claim("_field" + field.Name, "Storage")) : null,
        };
    }

    private BitFieldModel BitField(FlatField field, TypePlan plan, SortedDictionary<(int Offset, int Size), StorageModel> storage, ArraySink arrays)
    {
        CsType type = BitFieldType(field, arrays);
        List<BitPiece> pieces = [];
        foreach (BitLayout.Piece piece in BitLayout.Pieces(field.BitOffset, field.BitWidth, plan.Definition.Size, table.Manifest.BigEndian))
        {
            (int, int) key = (piece.StorageOffset, piece.StorageSize);
            if (!storage.TryGetValue(key, out StorageModel? model))
            {
                string name = $"_bits{Doc.Number(piece.StorageOffset)}Size{Doc.Number(piece.StorageSize)}";
                storage.Add(key, model = new StorageModel(plan.Scope.Claim(name, "Storage"), piece.StorageOffset, piece.StorageSize));
            }

            pieces.Add(new BitPiece(model, piece.StorageShift, piece.ValueShift, piece.Width));
        }

        string spelling = $"{CSpelling.Of(field.Type, field.CName)} : {Doc.Number(field.BitWidth)}";
        return new BitFieldModel(
            field.Name, field.BitWidth, type, $"C: {Doc.Code(spelling)}, at bit {Doc.Number(field.BitOffset)}.", new EquatableArray<BitPiece>(pieces.ToArray()))
        {
            Form = field.Declared?.Property,
        };
    }

    // A number made of char is signed in BPF C; a char on its own is a byte of text.
    private CsType BitFieldType(FlatField field, ArraySink arrays)
    {
        CsType type = BitFieldTypeInC(field, arrays);
        if (field.Declared is not { Property: { } form, Shape: var shape })
            return type;

        return type with { Name = resolver.NameOf(shape, form), Number = shape.Kind == ShapeKind.Bool ? NumberKind.Bool : type.Number };
    }

    private CsType BitFieldTypeInC(FlatField field, ArraySink arrays)
        => DefinitionTable.Strip(field.Type) is IntType { Encoding: IntEncoding.Char, Size: var size }
            ? TypeResolver.Integer(size, signed: true)
            : resolver.Resolve(field.Type, arrays, field.Name) ?? throw new ManifestException($"'{field.CName}' is a bit-field of no integer type");

    private void AddTail(FlatField field, ArrayType array, TypePlan plan, ArraySink arrays, List<TailModel> tails)
    {
        if (resolver.Resolve(array.Element, arrays, field.Name) is not { } element)
            return;

        tails.Add(new TailModel(
            plan.Scope.Claim(field.Name + "Of", "Tail"),
            field.BitOffset / 8,
            element,
            $"C: {Doc.Code(CSpelling.Of(field.Type, field.CName))}: what stands in <paramref name=\"record\"/> from byte {Doc.Number(field.BitOffset / 8)} to its end."));
    }

    private static EquatableArray<T> Array<T>(IEnumerable<T> items)
        where T : IEquatable<T> => new(items);
}
