// SPDX-License-Identifier: Apache-2.0
using CsCheck;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Build.Tests;

/// <summary>Random manifests, as odd as the model allows.</summary>
internal static class ManifestSamples
{
    private static readonly Gen<string> Word = Gen.Char["abcXYZ_019.$=#éß-/?"].Array[1, 12].Select(static chars => new string(chars))
        .Where(static word => word != "-");

    // Lines keep everything but line ends.
    private static readonly Gen<string> Line = Gen.Char["ab /:?é#  "].Array[0, 10].Select(static chars => new string(chars));

    private static readonly Gen<DefinitionKind> Composite = OneOf(DefinitionKind.Struct, DefinitionKind.Union);

    private static readonly Gen<CType> Leaf = Gen.OneOf<CType>(
        Gen.Const((CType)new VoidType()),
        Gen.Const((CType)new FunctionType()),
        Gen.Select(Word, OneOf(1, 2, 4, 8, 16), Gen.Enum<IntEncoding>(), static CType (name, size, encoding) => new IntType(name, size, encoding)),
        Gen.Select(Word, OneOf(2, 4, 8, 12, 16), static CType (name, size) => new FloatType(name, size)),
        Gen.Select(Gen.Enum<DefinitionKind>(), Word, static CType (kind, name) => new NamedType(kind, name)),
        Gen.Select(Composite, Word, static CType (kind, name) => new ForwardType(kind, name)));

    private static readonly Gen<Func<CType, CType>> Wrapper = Gen.OneOf(
        Gen.Const<Func<CType, CType>>(static type => new PointerType(type)),
        Gen.Int[0, int.MaxValue].Select<int, Func<CType, CType>>(static count => type => new ArrayType(count, type)),
        Word.Select<string, Func<CType, CType>>(static name => type => new TypedefType(name, type)),
        OneOf("const", "volatile", "restrict").Select<string, Func<CType, CType>>(static word => type => new QualifiedType(word, type)),
        Word.Select<string, Func<CType, CType>>(static word => type => new QualifiedType("tag:" + word, type)));

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    public static readonly Gen<CType> Type = Gen.Select(
        Leaf, Wrapper.Array[0, 8], static (leaf, wrappers) => wrappers.Aggregate(leaf, static (type, wrap) => wrap(type)));

    private static readonly Gen<FieldInfo> Field = Gen.Select(
        Gen.OneOf(Word, Gen.Const("")), Gen.Int[0, int.MaxValue], Gen.Int[0, 128], Type,
        static (name, offset, width, type) => new FieldInfo(name, offset, width, type));

    private static readonly Gen<Definition> Struct = Gen.Select(
        Composite, Word, Gen.Int[0, int.MaxValue], Field.Array[0, 6],
        static (kind, name, size, fields) => new Definition(kind, name, size, new(fields), false, default));

    private static readonly Gen<Definition> Enum = Gen.Select(
        Word, OneOf(1, 2, 4, 8), Gen.Bool, Gen.Select(Word, Gen.Long, static (name, value) => new EnumValue(name, value)).Array[0, 6],
        static (name, size, isSigned, values) => new Definition(DefinitionKind.Enum, name, size, default, isSigned, new(values)));

    private static readonly Gen<MapInfo> FlatMap = Gen.Select(
        Gen.Select(Word, Word, Gen.UInt, Gen.UInt),
        Gen.Select(Gen.UInt, Type.Null()),
        Gen.Select(Gen.UInt, Type.Null()),
        static (head, key, value) => new MapInfo(head.Item1, head.Item2, head.Item3, head.Item4, key.Item1, value.Item1, key.Item2, value.Item2, null));

    private static readonly Gen<MapInfo> Map = FlatMap.Array[1, 4].Select(static maps =>
        maps.Reverse().Select(static (map, _) => map).Aggregate((inner, outer) => outer with { Inner = inner with { Name = "" } }));

    private static readonly Gen<VariableInfo> Variable = Gen.Select(
        Word, Gen.UInt, Gen.UInt, Type, Gen.Bool, static (name, offset, size, type, isStatic) => new VariableInfo(name, offset, size, type, isStatic));

    private static readonly Gen<DataSectionInfo> Section = Gen.Select(
        Word, Gen.UInt, Variable.Array[0, 5], static (name, size, variables) => new DataSectionInfo(name, size, new(variables)));

    private static readonly Gen<FilterInfo> Filter = Gen.Select(
        Word, Type.Array[0, 3], Gen.Bool, static (name, parameters, isCompiled) => new FilterInfo(name, new(parameters), isCompiled));

    public static readonly Gen<BpfManifest> Manifest = Gen.Select(
        Gen.Select(Line, Line, Gen.Bool),
        Map.Array[0, 4],
        Gen.Select(Word, Line, static (name, section) => new ProgramInfo(name, section)).Array[0, 3],
        Section.Array[0, 3],
        Gen.OneOf(Struct, Enum).Array[0, 5],
        Filter.Array[0, 2],
        static (head, maps, programs, sections, definitions, filters) => new BpfManifest(
            head.Item1, head.Item2, head.Item3, new(maps), new(programs), new(sections), new(definitions)) { Filters = new(filters) });
}
