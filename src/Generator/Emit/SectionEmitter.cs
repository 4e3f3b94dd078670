// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Models;

namespace SharpBpf.Generator.Emit;

/// <summary>Writes knobs, and views of data sections.</summary>
internal static class SectionEmitter
{
    private const string Section = "global::SharpBpf.DataSection";

    /// <summary>One knob, in KnobSet.</summary>
    public static void Knob(CodeWriter writer, VariableModel knob, string section)
    {
        string access = Access(knob);
        string frozen = $"{section}.ThrowIfFrozen({Doc.Literal(knob.CName)});";
        writer.Gap().Summary(knob.Summary);
        writer.Line("/// <exception cref=\"global::System.InvalidOperationException\">It is set after Load: the verifier has taken its value for a constant.</exception>");
        if (!knob.IsArray)
        {
            writer.Open($"{access} {knob.Type.Name} {knob.Name}");
            writer.Line($"get => {At(knob, section)};");
            writer.Open("set").Line(frozen).Line($"{At(knob, section)} = value;").Close();
            writer.Close();
            return;
        }

        uint count = knob.Size / (uint)knob.Type.Size;
        writer.Line($"/// <exception cref=\"global::System.ArgumentException\">More than {Doc.Number(count)} elements are given.</exception>");
        writer.Line("/// <remarks>What is set may be shorter; zeros fill the rest.</remarks>");
        writer.Open($"{access} global::System.ReadOnlySpan<{knob.Type.Name}> {knob.Name}");
        writer.Line($"get => {SpanOf(knob, section)};");
        writer.Open("set");
        writer.Line(frozen);
        writer.Line($"global::System.Span<{knob.Type.Name}> room = {SpanOf(knob, section)};");
        writer.Line("if (value.Length > room.Length)");
        writer.Line($"    throw new global::System.ArgumentException({Doc.Literal($"'{knob.CName}' has room for {Doc.Number(count)} elements.")}, nameof(value));");
        writer.Gap().Line("value.CopyTo(room);").Line("room.Slice(value.Length).Clear();");
        writer.Close().Close();
    }

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
