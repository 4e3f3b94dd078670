// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Build.Btf;
using SharpBpf.Generator;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Build.Manifests;

/// <summary>Turns BTF types into the manifest's, once all that are to be defined have their names.</summary>
internal sealed class TypeTranslator(BtfGraph graph, TypeCollector collector, EnumFacts enums)
{
    private const int BitsPerByte = 8;
    private const uint IntSigned = 1;
    private const uint IntBool = 4;

    // Shared types are translated once; the height lets the depth be checked all the same.
    private readonly Dictionary<uint, (CType Type, int Height)> _done = [];

    /// <summary>The type with this id, at any depth the manifest allows.</summary>
    public CType Translate(uint id) => Translate(id, 0).Type;

    /// <summary>The definitions of all that was collected, sorted by name.</summary>
    public EquatableArray<Definition> Definitions()
    {
        Definition[] definitions = new Definition[collector.Types.Count];
        for (int i = 0; i < definitions.Length; i++)
            definitions[i] = collector.Types[i].IsEnum ? Enum(collector.Types[i]) : Composite(collector.Types[i]);

        Array.Sort(definitions, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return new EquatableArray<Definition>(definitions);
    }

    private (CType Type, int Height) Translate(uint id, int depth)
    {
        BtfType type = graph[id];
        if (!_done.TryGetValue(id, out (CType Type, int Height) done))
        {
            graph.CheckDepth(type, depth);
            done = TranslateNew(type, depth);
            _done[id] = done;
        }

        graph.CheckDepth(type, depth + done.Height);
        return done;
    }

    private (CType Type, int Height) TranslateNew(BtfType type, int depth)
    {
        switch (type.Kind)
        {
            case BtfKind.Void:
                return (new VoidType(), 0);
            case BtfKind.Int:
                return (Integer(type), 0);
            case BtfKind.Float:
                return (new FloatType(IntegerNames.Underscored(FloatName(type)), Bounded(type, type.Size, 16)), 0);
            case BtfKind.FunctionPrototype:
                return (new FunctionType(), 0);
            case BtfKind.Forward:
                return (Forward(type), 0);
            case BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64:
                return (Named(type), 0);
            case BtfKind.Pointer or BtfKind.Array or BtfKind.Typedef or BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.TypeTag:
                (CType target, int height) = Translate(type.Target, depth + 1);
                return (Wrap(type, target), height + 1);
            default:
                throw graph.Error(type, $"{BtfGraph.Describe(type)}: this cannot be the type of anything");
        }
    }

    private CType Wrap(BtfType type, CType target) => type.Kind switch
    {
        BtfKind.Pointer => new PointerType(target),
        BtfKind.Array => new ArrayType(Bounded(type, type.Count, int.MaxValue), target),
        BtfKind.Typedef => new TypedefType(graph.Word(type), target),
        BtfKind.Const => Qualifiers.Add("const", target),
        BtfKind.Volatile => Qualifiers.Add("volatile", target),
        BtfKind.Restrict => Qualifiers.Add("restrict", target),
        _ => new QualifiedType("tag:" + graph.Word(type.Place, IntegerNames.Underscored(type.Name)), target),
    };

    private IntType Integer(BtfType type)
    {
        string name = graph.Word(type.Place, IntegerNames.Canonical(type.Name));
        if (type.Size is not (1 or 2 or 4 or 8 or 16))
            throw graph.Error(type, $"an integer of {type.Size} bytes");

        IntEncoding encoding = name == "char" ? IntEncoding.Char
            : (type.Encoding & IntBool) != 0 ? IntEncoding.Bool
            : (type.Encoding & IntSigned) != 0 ? IntEncoding.Signed
            : IntEncoding.Unsigned;
        return new IntType(name, (int)type.Size, encoding);
    }

    private string FloatName(BtfType type) => graph.Word(type.Place, IntegerNames.Underscored(type.Name));

    private CType Forward(BtfType type)
    {
        DefinitionKind kind = type.Flag ? DefinitionKind.Union : DefinitionKind.Struct;
        return collector.DefinitionOf(type) is null ? new ForwardType(kind, graph.Word(type)) : new NamedType(kind, graph.Word(type));
    }

    private CType Named(BtfType type)
    {
        DefinitionKind kind = Kind(type);
        if (collector.NameOf(type) is { } name)
            return new NamedType(kind, name);

        // Behind the pointer of a member: opaque, unless an equal twin or one of that tag was reached some other way.
        string word = graph.Word(type);
        return new ForwardType(kind, word);
    }

    private Definition Composite(BtfType type)
    {
        int size = Bounded(type, type.Size, int.MaxValue / BitsPerByte);
        FieldInfo[] fields = new FieldInfo[type.Members.Length];
        for (int i = 0; i < fields.Length; i++)
            fields[i] = Field(type, type.Members[i]);

        return new Definition(Kind(type), collector.NameOf(type)!, size, new(fields), false, default);
    }

    private FieldInfo Field(BtfType owner, BtfMember member)
    {
        uint offset = member.Offset;
        uint width = member.Bits;
        BtfType type = graph.Strip(member.Type);
        if (graph.Innermost(member.Type).Kind == BtfKind.Void)
            throw graph.Error(member.Place, $"member '{member.Name}' of {BtfGraph.Describe(owner)} has no type in BTF: clang writes none for _Atomic and _Complex");

        if (!owner.Flag && type.Kind == BtfKind.Int && (type.Bits != type.Size * BitsPerByte || type.BitOffset != 0))
        {
            // Before the kind flag a bit-field was told by an integer type of its own.
            offset += type.BitOffset;
            width = type.Bits;
        }

        ulong bits = (ulong)graph.SizeOf(member.Type) * BitsPerByte;
        if (width != 0)
        {
            if (width > bits || !(type.Kind == BtfKind.Int || type.IsEnum))
                throw graph.Error(member.Place, $"a bit-field of {width} bits in {BtfGraph.Describe(type)}");

            bits = width;
        }

        if (offset + bits > (ulong)owner.Size * BitsPerByte)
            throw graph.Error(member.Place, $"a member of {BtfGraph.Describe(owner)} goes beyond its end");

        string name = member.Name.Length == 0 ? "" : graph.Word(member.Place, member.Name);
        return new FieldInfo(name, (int)offset, (int)width, Translate(member.Type));
    }

    private Definition Enum(BtfType type)
    {
        if (type.Size is not (1 or 2 or 4 or 8))
            throw graph.Error(type, $"an enum of {type.Size} bytes");

        (bool isSigned, long[] numbers) = enums.Of(graph, type);
        EnumValue[] values = new EnumValue[numbers.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = new EnumValue(graph.Word(type.Place, type.Enumerators[i].Name), numbers[i]);

        return new Definition(DefinitionKind.Enum, collector.NameOf(type)!, (int)type.Size, default, isSigned, new(values));
    }

    private static DefinitionKind Kind(BtfType type) => type.Kind switch
    {
        BtfKind.Struct => DefinitionKind.Struct,
        BtfKind.Union => DefinitionKind.Union,
        _ => DefinitionKind.Enum,
    };

    private int Bounded(BtfType type, uint value, int max) =>
        value <= (uint)max ? (int)value : throw graph.Error(type, $"{value} is too much for {BtfGraph.Describe(type)}: at most {max}");
}
