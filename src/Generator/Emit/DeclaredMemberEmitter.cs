// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Models;

namespace SharpBpf.Generator.Emit;

/// <summary>Writes the other part of the partial properties that the user declares for maps, programs and knobs. It has no documentation: the user's own holds.</summary>
internal static class DeclaredMemberEmitter
{
    /// <summary>All of an object's.</summary>
    public static void Write(CodeWriter writer, ObjectModel model)
    {
        foreach (MapModel map in model.Maps)
            Write(writer, map.Type, map.Name, map.Declared);

        foreach (ProgramModel program in model.Programs)
            Write(writer, "global::SharpBpf.BpfProgram", program.Name, program.Declared);

        foreach (VariableModel knob in model.Knobs.Where(k => k.Declared is not null))
            SectionEmitter.Knob(writer, knob, $"FindSection({Doc.Literal(knob.Section)})");
    }

    /// <summary>What the constructor sets: the property itself, or the field behind a declared one, which cannot be an auto-property.</summary>
    public static string Target(string name, DeclaredHead? declared) => declared?.Field ?? name;

    private static void Write(CodeWriter writer, string type, string name, DeclaredHead? declared)
    {
        if (declared is null)
            return;

        writer.Gap().Line($"private readonly {type} {Target(name, declared)};");
        writer.Gap().Line($"{declared.Start} {type} {name} => {Target(name, declared)};");
    }
}
