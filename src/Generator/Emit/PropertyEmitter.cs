// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Declarations;

namespace SharpBpf.Generator.Emit;

/// <summary>Writes the other half of a partial property. Documentation stays with the user's half.</summary>
internal static class PropertyEmitter
{
    /// <summary>With the accessors that the user's half has.</summary>
    /// <param name="writer">Inside the type.</param>
    /// <param name="form">The user's half.</param>
    /// <param name="type">Its type, with <c>global::</c>.</param>
    /// <param name="name">Its name.</param>
    /// <param name="read">An expression.</param>
    /// <param name="write">A statement's expression with <c>value</c> in it.</param>
    public static void Write(CodeWriter writer, PropertyForm form, string type, string name, string read, string write)
    {
        writer.Gap().Open($"{form.Modifiers} {type} {name}");
        if (form.Getter is { } getter)
            writer.Line($"{getter}get => {read};");

        if (form.Setter is { } setter)
            writer.Line($"{setter} => {write};");

        writer.Close();
    }
}
