// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Models;

namespace SharpBpf.Generator.Emit;

/// <summary>Writes a struct.</summary>
internal static class StructEmitter
{
    private const string Bytes = "global::System.ReadOnlySpan<byte>";
    private const string Interop = "global::System.Runtime.InteropServices";

    /// <summary>The whole file.</summary>
    public static string File(StructModel model) => SourceFile.Write(model.Place, writer => Write(writer, model));

    /// <summary>The declaration alone, as it also stands inside another type.</summary>
    public static void Write(CodeWriter writer, StructModel model)
    {
        string pack = model.Pack ? ", Pack = 1" : "";
        writer.Gap().Summary(model.Summary);
        if (!model.HasLayout)
            writer.Line($"[{Interop}.StructLayout({Interop}.LayoutKind.{(model.IsSequential ? "Sequential" : "Explicit")}, Size = {Doc.Number(model.Size)}{pack})]");

        SourceFile.NameInC(writer, model.Place);
        writer.Open($"{model.Place.Declaration} {model.Place.Name}");
        if (!model.LeftOut.Contains("SizeInC"))
            writer.Summary($"sizeof in C: {Doc.Bytes(model.Size)}.").Line($"public const int SizeInC = {Doc.Number(model.Size)};");

        foreach (FieldModel field in model.Fields)
            Field(writer, model, field);

        foreach (StorageModel storage in model.Storage)
        {
            writer.Gap().Line($"[{Interop}.FieldOffset({Doc.Number(storage.Offset)})]");
            writer.Line($"private {ReadOnly(model)}{BitFieldEmitter.StorageType(storage)} {storage.Name};");
        }

        foreach (BitFieldModel field in model.BitFields)
            BitFieldEmitter.Write(writer, field, model.IsReadOnly);

        From(writer, model);
        foreach (TailModel tail in model.Tails)
            Tail(writer, tail);

        foreach (ArrayModel array in model.Arrays)
            ArrayEmitter.Write(writer, array);

        foreach (EnumModel nested in model.Enums)
            EnumEmitter.Write(writer, nested);

        foreach (StructModel nested in model.Structs)
            Write(writer, nested);

        Proof(writer, model);
        writer.Close();
    }

    /// <summary>One field, and its text if it has any.</summary>
    public static void Field(CodeWriter writer, StructModel model, FieldModel field)
    {
        if (field.Property is { } property)
        {
            writer.Gap().Line($"[{Interop}.FieldOffset({Doc.Number(field.Offset)})]");
            writer.Line($"private {ReadOnly(model)}{field.Type.Name} {property.Field};");
            PropertyEmitter.Write(writer, property.Form, field.Type.Name, field.Name, property.Field, $"{property.Field} = value");
        }
        else
        {
            string access = field.Type.IsPublic ? "public" : "internal";
            writer.Gap().Summary(field.Summary);
            writer.Line($"[{Interop}.FieldOffset({Doc.Number(field.Offset)})]");
            writer.Line($"{access} {ReadOnly(model)}{field.Type.Name} {field.Name};");
        }

        if (field.TextName is null)
            return;

        writer.Gap().Summary($"The text in <see cref=\"{field.Name}\"/>: its bytes up to the first NUL, all of them when there is none. Any bytes may be in it.");
        writer.Line("[global::System.Diagnostics.CodeAnalysis.UnscopedRef]");
        writer.Line($"public readonly {Bytes} {field.TextName} => {field.Property?.Field ?? field.Name}.Text;");
    }

    private static void From(CodeWriter writer, StructModel model)
    {
        if (model.LeftOut.Contains("From"))
            return;

        writer.Gap().Summary("Reads a record in place; nothing is copied.");
        writer.Line("/// <param name=\"record\">At least <see cref=\"SizeInC\"/> bytes. The result lives as long as they do.</param>");
        writer.Line("/// <exception cref=\"global::System.ArgumentOutOfRangeException\">The record is shorter.</exception>");
        writer.Line($"public static ref readonly {model.Place.FullName} From({Bytes} record)");
        writer.Line($"    => ref {Interop}.MemoryMarshal.AsRef<{model.Place.FullName}>(record);");
    }

    private static void Tail(CodeWriter writer, TailModel tail)
    {
        string access = tail.Element.IsPublic ? "public" : "internal";
        string rest = $"record.Slice({Doc.Number(tail.Offset)})";
        string cast = $"{Interop}.MemoryMarshal.Cast<byte, {tail.Element.Name}>({rest})";
        writer.Gap().Summary(tail.Summary + " Bytes behind the last whole element are left out.");
        writer.Line("/// <param name=\"record\">The whole record, from the start of the struct. The result lives as long as it does.</param>");
        writer.Line("/// <exception cref=\"global::System.ArgumentOutOfRangeException\">The record ends before the array begins.</exception>");
        writer.Line($"{access} static global::System.ReadOnlySpan<{tail.Element.Name}> {tail.MethodName}({Bytes} record)");
        writer.Line($"    => {(tail.Element.Name == "byte" ? rest : cast)};");
    }

    // sizeof of a struct is no C# constant, but of numbers and enums it is. With an explicit layout the CLR makes the struct as
    // large as Size says, so what is left to prove is that each field is as large as C has it.
    private static void Proof(CodeWriter writer, StructModel model)
    {
        FieldModel[] provable = [.. model.Fields.Where(f => f.Type.HasConstantSize)];
        if (provable.Length == 0 || model.LeftOut.Contains("LayoutProof"))
            return;

        string size = model.LeftOut.Contains("SizeInC") ? Doc.Number(model.Size) : "SizeInC";

        writer.Gap().Line("// Does not compile (division by zero) when a field has another size in C# than in C.");
        writer.Open("private static class LayoutProof");
        foreach (FieldModel field in provable)
        {
            writer.Line($"private const int {field.Name}Size = 1 / (sizeof({field.Type.Name}) == {Doc.Number(field.Type.Size)} "
                + $"&& {Doc.Number(field.Offset)} + sizeof({field.Type.Name}) <= {size} ? 1 : 0);");
        }

        writer.Close();
    }

    private static string ReadOnly(StructModel model) => model.IsReadOnly ? "readonly " : "";
}
