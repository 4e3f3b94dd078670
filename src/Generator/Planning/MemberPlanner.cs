// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Declarations;
using SharpBpf.Generator.Diagnostics;
using SharpBpf.Generator.Manifest;
using SharpBpf.Generator.Models;

namespace SharpBpf.Generator.Planning;

/// <summary>
/// Gives maps, programs and knobs to the partial properties that the user declares for them. What does not fit stays as it
/// would be without the declaration.
/// </summary>
internal sealed class MemberPlanner(
    BpfManifest manifest, IReadOnlyList<MemberDeclaration> members, EquatableArray<string> memberNames, List<Problem> problems)
{
    private const string ProgramType = "global::SharpBpf.BpfProgram";
    private const string AnyRingBuffer = "global::SharpBpf.RingBuffer";

    /// <summary>The model with the declared members in the place of the generated ones.</summary>
    public ObjectModel Apply(ObjectModel model)
    {
        Dictionary<(MemberKind, string), MemberDeclaration> declared = [];
        foreach (MemberDeclaration member in members.OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            if (!IsKnown(member, model))
                continue;

            if (declared.TryGetValue((member.Kind, member.CName), out MemberDeclaration? other))
                Report(MemberDescriptors.MemberDeclaredTwice, member, member.Name, Word(member), member.CName, other.Name);
            else
                declared.Add((member.Kind, member.CName), member);
        }

        MemberDeclaration? Find(MemberKind kind, string name) => declared.TryGetValue((kind, name), out MemberDeclaration? member) ? member : null;
        return model with
        {
            Maps = new EquatableArray<MapModel>(model.Maps.Select(m => Find(MemberKind.Map, m.CName) is { } d ? Map(m, d) : m)),
            Programs = new EquatableArray<ProgramModel>(model.Programs.Select(p => Find(MemberKind.Program, p.CName) is { } d ? Program(p, d) : p)),
            Knobs = new EquatableArray<VariableModel>(model.Knobs.Select(k => Find(MemberKind.Knob, k.CName) is { } d ? Knob(k, d) : k)),
        };
    }

    /// <summary>What a declaration is called in messages.</summary>
    public static string Word(MemberDeclaration member) => member.Kind switch { MemberKind.Map => "map", MemberKind.Program => "program", _ => "knob" };

    private MapModel Map(MapModel map, MemberDeclaration member)
    {
        // The plain map, or the reader of records of any kind, is everybody's right.
        bool isPlain = TypeText.Matches(member.Type, MapTypes.Untyped);
        bool isAnyRing = map.Type.StartsWith(AnyRingBuffer + "<", StringComparison.Ordinal) && TypeText.Matches(member.Type, AnyRingBuffer);
        string type = isPlain ? MapTypes.Untyped : isAnyRing ? AnyRingBuffer : map.Type;
        return Fits(member, type) ? map with { Name = member.Name, Type = type, IsWrapped = map.IsWrapped && !isPlain, Declared = Head(member) } : map;
    }

    private ProgramModel Program(ProgramModel program, MemberDeclaration member)
        => Fits(member, ProgramType) ? program with { Name = member.Name, Declared = Head(member) } : program;

    private VariableModel Knob(VariableModel knob, MemberDeclaration member)
    {
        string type = knob.IsArray ? $"global::System.ReadOnlySpan<{knob.Type.Name}>" : knob.Type.Name;
        return Fits(member, type) ? knob with { Name = member.Name, Declared = Head(member) } : knob;
    }

    private bool Fits(MemberDeclaration member, string type)
    {
        string accessors = Accessor("get", member.Getter ?? (member.Setter is null ? "" : null)) + Accessor("set", member.Kind == MemberKind.Knob ? member.Setter : null);
        string declaration = $"{ModifiersFor(member)} partial {type} {member.Name} {{ {accessors}}}".TrimStart();
        EquatableArray<string> fix = new([FixData.Declaration, declaration]);
        if (member.Flaw is { } flaw)
            Report(MemberDescriptors.UnsuitableMember, fix, member, member.Name, Word(member), member.CName, $"{flaw}. Declare it like '{TypeText.Short(declaration)}'.");
        else if (!TypeText.Matches(member.Type, type))
            Report(MemberDescriptors.MemberTypeDiffers, fix, member, member.Name, TypeText.Short(member.Type), Word(member), member.CName, manifest.Source, TypeText.Short(type));
        else
            return true;

        return false;
    }

    private static string ModifiersFor(MemberDeclaration member)
        => string.Join(" ", member.Modifiers.Split(' ').Where(m => m is "public" or "internal" or "protected" or "private" or "new" or "unsafe"));

    private static string Accessor(string keyword, string? modifiers) => modifiers is null ? "" : $"{modifiers} {keyword}; ".TrimStart();

    private DeclaredHead Head(MemberDeclaration member)
    {
        string field = "_bpf" + member.Name.TrimStart('@');
        while (memberNames.Contains(field))
            field = "_" + field;

        return new DeclaredHead(member.Modifiers, member.Getter, member.Setter) { Field = field };
    }

    private bool IsKnown(MemberDeclaration member, ObjectModel model)
    {
        string[] names = member.Kind switch
        {
            MemberKind.Map => [.. model.Maps.Select(m => m.CName)],
            MemberKind.Program => [.. model.Programs.Select(p => p.CName)],
            _ => [.. model.Knobs.Select(k => k.CName)],
        };
        if (names.Contains(member.CName))
            return true;

        DataSectionInfo? section = member.Kind == MemberKind.Knob ? manifest.Sections.FirstOrDefault(s => s.Variables.Any(v => v.Name == member.CName)) : null;
        string? near = section is null ? Nearest.Find(member.CName, names) : null;
        string hint = section is null ? Nearest.Suggest(near) : $" There is a variable of that name in {section.Name}, but only one that is 'const volatile' is a knob.";
        Report(MemberDescriptors.UnknownMember, Nearest.Fix(member.CName, near), member, member.Name, Word(member), member.CName, manifest.Source, hint);
        return false;
    }

    private void Report(Microsoft.CodeAnalysis.DiagnosticDescriptor descriptor, MemberDeclaration member, params string[] arguments)
        => Report(descriptor, default, member, arguments);

    private void Report(Microsoft.CodeAnalysis.DiagnosticDescriptor descriptor, EquatableArray<string> fix, MemberDeclaration member, params string[] arguments)
        => problems.Add(Problem.Of(descriptor, member.Key, arguments) with { Properties = fix });
}
