// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Models;

namespace SharpBpf.Generator.Emit;

/// <summary>Writes the type of an array.</summary>
internal static class ArrayEmitter
{
    /// <summary>The declaration, with those of its rows inside.</summary>
    public static void Write(CodeWriter writer, ArrayModel array)
    {
        writer.Gap().Summary(array.Summary + " Index it, or convert it to a span.");
        writer.Line($"[global::System.Runtime.CompilerServices.InlineArray({Doc.Number(array.Length)})]");
        writer.Open($"public struct {array.Name}");
        writer.Line($"private {array.Element.Name} _first;");
        writer.Gap().Summary("How many elements there are.");
        writer.Line($"public const int Length = {Doc.Number(array.Length)};");
        if (array.IsText)
            Text(writer, array);

        foreach (ArrayModel row in array.Rows)
            Write(writer, row);

        writer.Close();
    }

    private static void Text(CodeWriter writer, ArrayModel array)
    {
        const string Span = "global::System.ReadOnlySpan<byte>";
        writer.Gap().Summary("The bytes up to the first NUL, all of them when there is none.");
        writer.Line("[global::System.Diagnostics.CodeAnalysis.UnscopedRef]");
        writer.Open($"public readonly {Span} Text");
        writer.Open("get");
        writer.Line($"{Span} all = this;");
        writer.Line("int end = global::System.MemoryExtensions.IndexOf(all, (byte)0);");
        writer.Line("return end < 0 ? all : all.Slice(0, end);");
        writer.Close().Close();
    }
}
