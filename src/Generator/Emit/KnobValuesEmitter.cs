// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Models;

namespace SharpBpf.Generator.Emit;

/// <summary>Writes the copy of the knobs that a filter takes.</summary>
internal static class KnobValuesEmitter
{
    private const string Interop = "global::System.Runtime.InteropServices";

    /// <summary>The nested struct.</summary>
    public static void Write(CodeWriter writer, KnobValuesModel model)
    {
        StructModel type = model.Struct;
        writer.Gap().Summary(type.Summary);
        writer.Line($"[{Interop}.StructLayout({Interop}.LayoutKind.Explicit, Size = {Doc.Number(type.Size)})]");
        writer.Open($"{type.Place.Declaration} {type.Place.Name}");
        foreach (FieldModel field in type.Fields)
            StructEmitter.Field(writer, type, field);

        foreach (ArrayModel array in type.Arrays)
            ArrayEmitter.Write(writer, array);

        writer.Close();
    }

    /// <summary>The property of KnobSet that makes one.</summary>
    /// <param name="writer">Inside KnobSet.</param>
    /// <param name="model">The struct.</param>
    /// <param name="fieldOf">ELF section → the field that has it.</param>
    public static void Property(CodeWriter writer, KnobValuesModel model, Func<string, string> fieldOf)
    {
        writer.Gap().Summary("A copy of all knobs as they are now, as a filter takes it.");
        writer.Open($"public {model.Struct.Place.Name} Values").Open("get");
        writer.Line($"{model.Struct.Place.Name} values = default;");
        writer.Line($"global::System.Span<byte> bytes = {Interop}.MemoryMarshal.AsBytes(new global::System.Span<{model.Struct.Place.Name}>(ref values));");
        foreach (KnobPartModel part in model.Parts)
            writer.Line($"{fieldOf(part.Section)}.Bytes(0, {Doc.Number(part.Size)}).CopyTo(bytes.Slice({Doc.Number(part.Offset)}));");

        writer.Line("return values;").Close().Close();
    }
}
