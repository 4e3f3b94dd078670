// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Models;

namespace SharpBpf.Generator.Emit;

/// <summary>Writes the class of an object.</summary>
internal static class ObjectEmitter
{
    private const string Section = "global::SharpBpf.DataSection";
    private const string Options = "global::SharpBpf.BpfOpenOptions?";

    /// <summary>The whole file.</summary>
    public static string File(ObjectModel model) => SourceFile.Write(model.Place, writer => Write(writer, model));

    private static void Write(CodeWriter writer, ObjectModel model)
    {
        writer.Gap().Line($"// From {model.Source}, license {model.License.Replace('\n', ' ').Replace('\r', ' ')}.");
        writer.Open($"{model.Place.Declaration} {model.Place.Name} : global::SharpBpf.BpfObject");
        Constructor(writer, model);
        writer.Gap().Summary("What to set before Load: the <c>const volatile</c> variables.");
        writer.Line($"public {model.Names.KnobSet} {model.Names.Knobs} {{ get; }}");
        writer.Gap().Summary("The programs.");
        writer.Line($"public {model.Names.ProgramSet} {model.Names.Programs} {{ get; }}");
        foreach (MapModel map in model.Maps.Where(m => m.Declared is null))
            writer.Gap().Summary(map.Summary).Line($"{Access(map.IsPublic)} {map.Type} {map.Name} {{ get; }}");

        DeclaredMemberEmitter.Write(writer, model);

        foreach (SectionModel section in model.Sections)
            writer.Gap().Summary($"The variables in {Doc.Code(section.CName)}.").Line($"public {section.TypeName} {section.Name} {{ get; }}");

        KnobSet(writer, model);
        if (model.KnobValues is { } values)
            KnobValuesEmitter.Write(writer, values);

        ProgramSet(writer, model);
        foreach (SectionModel section in model.Sections)
            SectionEmitter.View(writer, section);

        Constants(writer, model);
        foreach (ArrayModel array in model.Arrays)
            ArrayEmitter.Write(writer, array);

        foreach (EnumModel nested in model.Enums)
            EnumEmitter.Write(writer, nested);

        foreach (StructModel nested in model.Structs)
            StructEmitter.Write(writer, nested);

        writer.Close();
    }

    private static void Constructor(CodeWriter writer, ObjectModel model)
    {
        string name = model.Place.Name;
        writer.Line($"private {name}({Options} options{(model.Names.IsConstructorTaken ? ", bool _" : "")})").Line($"    : base(typeof({model.Place.FullName}).Assembly, {Doc.Literal(model.Resource)}, options)").Line("{");
        writer.Indent();
        string[] knobSections = KnobSections(model);
        writer.Line($"{model.Names.Knobs} = new {model.Names.KnobSet}({string.Join(", ", knobSections.Select(s => $"FindSection({Doc.Literal(s)})"))});");
        writer.Line($"{model.Names.Programs} = new {model.Names.ProgramSet}(this);");
        foreach (ProgramModel program in model.Programs.Where(p => p.Declared is not null))
            writer.Line($"{DeclaredMemberEmitter.Target(program.Name, program.Declared)} = FindProgram({Doc.Literal(program.CName)});");

        foreach (MapModel map in model.Maps)
        {
            string found = $"FindMap({Doc.Literal(map.CName)})";
            writer.Line($"{DeclaredMemberEmitter.Target(map.Name, map.Declared)} = {(map.IsWrapped ? $"new {map.Type}({found})" : found)};");
        }

        foreach (SectionModel section in model.Sections)
            writer.Line($"{section.Name} = new {section.TypeName}(FindSection({Doc.Literal(section.CName)}));");

        writer.Close();
        writer.Gap().Summary("Opens the object; nothing is in the kernel until Load.");
        writer.Line("/// <param name=\"options\">How, or null.</param>");
        writer.Line("/// <returns>The object. Dispose it.</returns>");
        writer.Line("/// <exception cref=\"global::SharpBpf.BpfException\">The embedded object is missing, or no object of this build.</exception>");
        writer.Line($"public static {model.Place.FullName} {model.Names.Open}({Options} options = null) => new {model.Place.FullName}(options{(model.Names.IsConstructorTaken ? ", true" : "")});");
    }

    private static string[] KnobSections(ObjectModel model) => [.. model.Knobs.Select(k => k.Section).Distinct(StringComparer.Ordinal)];

    private static void KnobSet(CodeWriter writer, ObjectModel model)
    {
        string[] sections = KnobSections(model);
        string[] fields = [.. sections.Select((_, i) => "_section" + Doc.Number(i))];
        writer.Gap().Summary("The <c>const volatile</c> variables: settings that the verifier takes for constants, so that what they switch off costs nothing.");
        writer.Open($"public sealed class {model.Names.KnobSet}");
        foreach (string field in fields)
            writer.Line($"private readonly {Section} {field};");

        writer.Gap().Open($"internal {model.Names.KnobSet}({string.Join(", ", fields.Select(f => $"{Section} {f.Substring(1)}"))})");
        foreach (string field in fields)
            writer.Line($"{field} = {field.Substring(1)};");

        writer.Close();
        foreach (VariableModel knob in model.Knobs.Where(k => k.Declared is null))
            SectionEmitter.Knob(writer, knob, fields[Array.IndexOf(sections, knob.Section)]);

        if (model.KnobValues is { } values)
            KnobValuesEmitter.Property(writer, values, section => fields[Array.IndexOf(sections, section)]);

        writer.Close();
    }

    private static void ProgramSet(CodeWriter writer, ObjectModel model)
    {
        writer.Gap().Summary("The programs.");
        writer.Open($"public sealed class {model.Names.ProgramSet}");
        writer.Open($"internal {model.Names.ProgramSet}({model.Place.FullName} bpf)");
        foreach (ProgramModel program in model.Programs.Where(p => p.Declared is null))
            writer.Line($"{program.Name} = bpf.FindProgram({Doc.Literal(program.CName)});");

        writer.Close();
        foreach (ProgramModel program in model.Programs.Where(p => p.Declared is null))
            writer.Gap().Summary(program.Summary).Line($"public global::SharpBpf.BpfProgram {program.Name} {{ get; }}");

        writer.Close();
    }

    private static void Constants(CodeWriter writer, ObjectModel model)
    {
        if (model.Constants.Count == 0)
            return;

        writer.Gap().Summary("The constants of C enums without a name.");
        writer.Open($"public static class {model.Names.Constants}");
        foreach (ConstantModel constant in model.Constants)
            writer.Gap().Summary(constant.Summary).Line($"public const {constant.Name} = {constant.Value};");

        writer.Close();
    }

    private static string Access(bool isPublic) => isPublic ? "public" : "internal";
}
