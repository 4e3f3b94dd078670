// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace SharpBpf.Generator.Emit;

/// <summary>Small pieces of text for XML documentation and C# literals.</summary>
internal static class Doc
{
    /// <summary>C code as XML: <c>&lt;c&gt;…&lt;/c&gt;</c>.</summary>
    public static string Code(string c) => $"<c>{Escape(c)}</c>";

    /// <summary>Text as XML.</summary>
    public static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    /// <summary>A number as both C# and English write it.</summary>
    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>"1 byte", "2 bytes".</summary>
    public static string Bytes(long count) => count == 1 ? "1 byte" : Number(count) + " bytes";

    /// <summary>A C# string literal.</summary>
    public static string Literal(string text) => Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(text, quote: true);
}
