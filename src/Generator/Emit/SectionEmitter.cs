// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Models;

namespace SharpBpf.Generator.Emit;

/// <summary>Writes knobs, and views of data sections.</summary>
internal static class SectionEmitter
{
    private const string Section = "global::SharpBpf.DataSection";

    /// <summary>One knob: in KnobSet, or where the user declares it.</summary>
    public static void Knob(CodeWriter writer, VariableModel knob, string section)
    {
        uint count = knob.Size / (uint)knob.Type.Size;
        string start = knob.Declared?.Start ?? Access(knob);
        writer.Gap();
        if (knob.Declared is null)
            KnobDocs(writer, knob, count);

        string type = knob.IsArray ? $"global::System.ReadOnlySpan<{knob.Type.Name}>" : knob.Type.Name;
        writer.Open($"{start} {type} {knob.Name}");
        DeclaredHead head = knob.Declared ?? new DeclaredHead("", "", "");
        if (head.Getter is { } getter)
            writer.Line($"{Word(getter, "get")} => {(knob.IsArray ? SpanOf(knob, section) : At(knob, section))};");

        if (head.Setter is { } setter)
        {
            writer.Open(Word(setter, "set")).Line($"{section}.ThrowIfFrozen({Doc.Literal(knob.CName)});");
            if (knob.IsArray)
                Copy(writer, knob, section, count);
            else
                writer.Line($"{At(knob, section)} = value;");

            writer.Close();
        }

        writer.Close();
    }

    private static void KnobDocs(CodeWriter writer, VariableModel knob, uint count)
    {
        writer.Summary(knob.Summary);
        writer.Line("/// <exception cref=\"global::System.InvalidOperationException\">It is set after Load: the verifier has taken its value for a constant.</exception>");
        if (!knob.IsArray)
            return;

        writer.Line($"/// <exception cref=\"global::System.ArgumentException\">More than {Doc.Number(count)} elements are given.</exception>");
        writer.Line("/// <remarks>What is set may be shorter; zeros fill the rest.</remarks>");
    }

    private static void Copy(CodeWriter writer, VariableModel knob, string section, uint count)
    {
        writer.Line($"global::System.Span<{knob.Type.Name}> room = {SpanOf(knob, section)};");
        writer.Line("if (value.Length > room.Length)");
        writer.Line($"    throw new global::System.ArgumentException({Doc.Literal($"'{knob.CName}' has room for {Doc.Number(count)} elements.")}, nameof(value));");
        writer.Gap().Line("value.CopyTo(room);").Line("room.Slice(value.Length).Clear();");
    }

    private static string Word(string modifiers, string keyword) => modifiers.Length == 0 ? keyword : modifiers + " " + keyword;

    /// <summary>The nested class of a section.</summary>
    public static void View(CodeWriter writer, SectionModel section)
    {
        writer.Gap().Summary($"The variables in {Doc.Code(section.CName)}.");
        writer.Open($"public sealed class {section.TypeName}");
        writer.Line($"private readonly {Section} _section;");
        writer.Gap().Line($"internal {section.TypeName}({Section} section) => _section = section;");
        foreach (VariableModel variable in section.Variables)
        {
            writer.Gap().Summary(variable.Summary);
            if (!section.IsReadOnly)
                writer.Line("/// <remarks>Before Load its initial value; after it, memory that the BPF programs use at the same time: take it anew.</remarks>");

            string kind = section.IsReadOnly ? "ref readonly" : "ref";
            string span = section.IsReadOnly ? "ReadOnlySpan" : "Span";
            writer.Line(variable.IsArray
                ? $"{Access(variable)} global::System.{span}<{variable.Type.Name}> {variable.Name} => {SpanOf(variable, "_section")};"
                : $"{Access(variable)} {kind} {variable.Type.Name} {variable.Name} => ref {At(variable, "_section")};");
        }

        writer.Close();
    }

    private static string Access(VariableModel variable) => variable.IsPublic ? "public" : "internal";

    private static string At(VariableModel variable, string section) => $"{section}.At<{variable.Type.Name}>({Doc.Number(variable.Offset)})";

    private static string SpanOf(VariableModel variable, string section)
    {
        string bytes = $"{section}.Bytes({Doc.Number(variable.Offset)}, {Doc.Number(variable.Size)})";
        return variable.Type.Name == "byte" ? bytes : $"global::System.Runtime.InteropServices.MemoryMarshal.Cast<byte, {variable.Type.Name}>({bytes})";
    }
}
