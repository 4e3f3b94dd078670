// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Declarations;
using SharpBpf.Generator.Emit;
using SharpBpf.Generator.Manifest;
using SharpBpf.Generator.Models;
using SharpBpf.Generator.Naming;

namespace SharpBpf.Generator.Planning;

/// <summary>Makes the model of an object's class.</summary>
internal sealed class ObjectPlanner(ObjectDeclaration declaration, DefinitionTable table, NamePlanner names, NameScope scope)
{
    private readonly TypeResolver _resolver = new(table, names);
    private readonly ArraySink _arrays = new(scope, declaration.Type.FullName);

    /// <summary>What BpfObject and the generator put into every class.</summary>
    public static IReadOnlyList<string> OwnMembers { get; } =
    [
        "AllMaps", "AllPrograms", "Attach", "Dispose", "FindMap", "FindProgram", "FindSection", "IsLoaded", "Load", "Name",
        .. Declarations.OwnMembers.OfObject,
    ];

    /// <summary>The model.</summary>
    public ObjectModel Make(ClashChecker clashes)
    {
        BpfManifest manifest = table.Manifest;
        ObjectNames own = clashes.Object(declaration, scope, KnobLayout.Parts(manifest).Count != 0, Constants(manifest).Any());
        StructPlanner structs = new(table, _resolver);
        DeclaredType type = declaration.Type;

        // In this order names are given away, so it is part of the naming rule.
        MapModel[] maps = [.. manifest.Maps.Select(Map)];
        ProgramModel[] programs = Programs(manifest);
        VariableModel[] knobs = Knobs(manifest);
        SectionModel[] sections = [.. manifest.Sections.Where(s => HasView(s)).Select(Section).Where(s => s.Variables.Count != 0)];
        string source = manifest.Source;
        string resource = (source.EndsWith(".c", StringComparison.Ordinal) ? source.Substring(0, source.Length - 2) : source) + ".o";
        return new ObjectModel(
            new TypePlace(type.Namespace, type.Containers, type.Keyword, type.Name, type.FullName),
            type.IsPublic,
            resource,
            source,
            manifest.License,
            Array(maps),
            Array(programs),
            Array(knobs),
            Array(sections),
            Array(Constants(manifest)),
            Array(_arrays.Models),
            Array(names.InObject.Where(p => p.Definition.Kind != DefinitionKind.Enum).Select(structs.Make)),
            Array(names.InObject.Where(p => p.Definition.Kind == DefinitionKind.Enum).Select(EnumPlanner.Make)))
        {
            KnobValues = KnobValues(manifest, structs, own.KnobValues),
            Names = own,
        };
    }

    private MapModel Map(MapInfo map)
    {
        string name = scope.Claim(CSharpNames.FromC(map.Name), "Map");
        (string Type, bool IsPublic)? wrapped = MapTypes.Wrap(
            map,
            map.Key is null ? null : _resolver.Resolve(map.Key, _arrays, name + "Key"),
            map.Value is null ? null : _resolver.Resolve(map.Value, _arrays, name + "Value"));
        return new MapModel(
            name,
            map.Name,
            wrapped?.Type ?? MapTypes.Untyped,
            wrapped is not null,
            map.KeySize,
            map.ValueSize,
            wrapped?.IsPublic ?? true,
            $"Map {Doc.Code(map.Name)}: {MapTypes.Describe(map)}.");
    }

    private static ProgramModel[] Programs(BpfManifest manifest)
    {
        NameScope members = new([.. NameScope.ObjectMembers, "ProgramSet"]);
        return
        [
            .. manifest.Programs.Select(p => new ProgramModel(
                members.Claim(CSharpNames.FromC(p.Name), "Program"),
                p.Name,
                $"Program {Doc.Code(p.Name)}, section {Doc.Code(p.Section)}.")),
        ];
    }

    private VariableModel[] Knobs(BpfManifest manifest)
    {
        NameScope members = new([.. NameScope.ObjectMembers, "KnobSet", "Values", KnobLayout.TypeName]);
        return
        [
            .. manifest.Sections.Where(KnobLayout.IsReadOnly).SelectMany(s => s.Variables.Where(KnobLayout.IsKnob).Select(v => Variable(v, s, members, "Knob"))).OfType<VariableModel>(),
        ];
    }

    private KnobValuesModel? KnobValues(BpfManifest manifest, StructPlanner structs, string typeName)
    {
        IReadOnlyList<KnobLayout.Part> parts = KnobLayout.Parts(manifest);
        if (parts.Count == 0)
            return null;

        int size = (int)parts.Max(p => p.Offset + p.Section.Size);
        DeclaredType type = declaration.Type;
        string fullName = $"{type.FullName}.{typeName}";
        TypePlace place = new(type.Namespace, default, "public struct", typeName, fullName);
        Definition definition = new(DefinitionKind.Struct, "$knobs", size, default, false, default);
        NameScope members = new([.. NameScope.ObjectMembers, "KnobSet", "Values", KnobLayout.TypeName]);
        TypePlan plan = new(definition, place, true, null, members);
        foreach (KnobLayout.Knob knob in KnobLayout.Knobs(manifest).Where(k => table.SizeOf(k.Variable.Type) == k.Variable.Size))
        {
            string name = members.Claim(CSharpNames.FromC(knob.Variable.Name), "Knob");
            plan.Fields.Add(new FlatField(name, knob.Variable.Name, (int)knob.Offset * 8, 0, knob.Variable.Type));
        }

        StructModel model = structs.Make(plan) with { Summary = "A copy of all knobs, for filters: a method marked [BpfFilter] takes it to see the knobs." };
        return new KnobValuesModel(model, Array(parts.Select(p => new KnobPartModel(p.Section.Name, p.Offset, p.Section.Size))));
    }

    private SectionModel Section(DataSectionInfo section)
    {
        string name = scope.Claim(CSharpNames.FromC(section.Name.Replace('.', '_')), "Section");
        string typeName = scope.Claim(name + "Section", "Type");
        NameScope members = new([.. NameScope.ObjectMembers, typeName]);
        bool readOnly = KnobLayout.IsReadOnly(section);
        return new SectionModel(
            name,
            typeName,
            section.Name,
            readOnly,
            Array(section.Variables.Where(v => !(readOnly && KnobLayout.IsKnob(v))).Select(v => Variable(v, section, members, "Variable")).OfType<VariableModel>()));
    }

    private VariableModel? Variable(VariableInfo variable, DataSectionInfo section, NameScope members, string suffix)
    {
        string name = CSharpNames.FromC(variable.Name);
        ArrayType? array = DefinitionTable.Strip(variable.Type) as ArrayType;
        if (_resolver.Resolve(array?.Element ?? variable.Type, _arrays, name) is not { } type || table.SizeOf(variable.Type) != variable.Size)
            return null;

        return new VariableModel(
            members.Claim(name, suffix),
            variable.Name,
            section.Name,
            variable.Offset,
            variable.Size,
            type,
            array is not null,
            type.IsPublic,
            $"C: {Doc.Code(CSpelling.Of(variable.Type, variable.Name))} in {Doc.Code(section.Name)}.");
    }

    private static IEnumerable<ConstantModel> Constants(BpfManifest manifest)
    {
        NameScope members = new([.. NameScope.ObjectMembers, "Constants"]);
        foreach (Definition definition in manifest.Definitions.Where(NamePlanner.IsLooseEnum))
        {
            string type = TypeResolver.Integer(definition.Size, definition.IsSigned).Name;
            foreach (EnumValue value in definition.Values)
            {
                ConstantModel constant = EnumPlanner.Constant(definition, value, members.Claim(CSharpNames.FromC(value.Name), "Constant"));
                yield return constant with { Name = $"{type} {constant.Name}" };
            }
        }
    }

    // The sections that libbpf makes maps of. License, version and the like have variables too, in BTF.
    private static bool HasView(DataSectionInfo section)
        => KnobLayout.IsReadOnly(section) || IsOrIn(section.Name, ".data") || IsOrIn(section.Name, ".bss");

    private static bool IsOrIn(string name, string section)
        => name == section || name.StartsWith(section + ".", StringComparison.Ordinal);

    private static EquatableArray<T> Array<T>(IEnumerable<T> items)
        where T : IEquatable<T> => new(items.ToArray());
}
