// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Models;

namespace SharpBpf.Generator.Emit;

/// <summary>Writes an enum.</summary>
internal static class EnumEmitter
{
    /// <summary>The whole file.</summary>
    public static string File(EnumModel model) => SourceFile.Write(model.Place, writer => Write(writer, model));

    /// <summary>The declaration alone.</summary>
    public static void Write(CodeWriter writer, EnumModel model)
    {
        writer.Gap().Summary(model.Summary);
        if (model.IsFlags)
            writer.Line("[global::System.Flags]");

        SourceFile.NameInC(writer, model.Place);
        writer.Open($"{model.Place.Declaration} {model.Place.Name} : {model.Underlying}");
        foreach (ConstantModel value in model.Values)
            writer.Gap().Summary(value.Summary).Line($"{value.Name} = {value.Value},").Gap();

        writer.Close();
    }
}
