// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Text;

namespace SharpBpf.Generator.Emit;

/// <summary>Writes indented C#. Lines always end in <c>\n</c>: the output must not depend on the machine.</summary>
internal sealed class CodeWriter
{
    // A manifest of hundreds of structs makes megabytes of text, and garbage of that size is most of what it costs. So a file is
    // written where the one before it was, and pieces of a line go there without being a string first. What one enormous file
    // has needed is not kept.
    private const int FirstCapacity = 16 * 1024;
    private const int MaxKeptCapacity = 256 * 1024;

    [ThreadStatic]
    private static StringBuilder? _spare;

    private readonly StringBuilder _text;
    private int _indent;
    private bool _gap;
    private bool _blockBegins;

    private CodeWriter(StringBuilder text) => _text = text;

    /// <summary>All that <paramref name="body"/> writes.</summary>
    public static string Write(Action<CodeWriter> body)
    {
        StringBuilder text = _spare?.Clear() ?? new StringBuilder(FirstCapacity);
        _spare = null;
        body(new CodeWriter(text));
        string result = text.ToString();
        if (text.Capacity <= MaxKeptCapacity)
            _spare = text;

        return result;
    }

    /// <summary>Writes one line at the present indent.</summary>
    public CodeWriter Line(string text)
    {
        Begin().Append(text).Append('\n');
        return this;
    }

    /// <inheritdoc cref="Line(string)"/>
    public CodeWriter Line([InterpolatedStringHandlerArgument("")] ref LineHandler text)
    {
        text.End();
        return this;
    }

    /// <summary>An empty line, unless a block has just begun or is about to end.</summary>
    public CodeWriter Gap()
    {
        _gap = !_blockBegins;
        return this;
    }

    /// <summary>Writes <paramref name="head"/> and begins a block.</summary>
    public CodeWriter Open(string head)
    {
        Line(head).Line("{");
        Indent();
        return this;
    }

    /// <inheritdoc cref="Open(string)"/>
    public CodeWriter Open([InterpolatedStringHandlerArgument("")] ref LineHandler head)
    {
        head.End();
        Line("{");
        Indent();
        return this;
    }

    /// <summary>Begins the inside of a block whose brace is written already.</summary>
    public void Indent()
    {
        _indent++;
        _blockBegins = true;
    }

    /// <summary>Ends the block.</summary>
    public CodeWriter Close(string end = "}")
    {
        _gap = false;
        _indent--;
        return Line(end);
    }

    /// <summary>An XML summary; <paramref name="xml"/> is XML already.</summary>
    public CodeWriter Summary(string xml) => Line($"/// <summary>{xml}</summary>");

    private StringBuilder Begin()
    {
        if (_gap)
            _text.Append('\n');

        _gap = false;
        _blockBegins = false;
        return _text.Append(' ', _indent * 4);
    }

    /// <summary>Takes the pieces of an interpolated line. They must not write to the same writer themselves.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct LineHandler
    {
        private readonly StringBuilder _text;

        /// <summary>Begins the line; the compiler calls it.</summary>
        public LineHandler(int literalLength, int formattedCount, CodeWriter writer) => _text = writer.Begin();

        /// <summary>A piece that stands in the source.</summary>
        public void AppendLiteral(string text) => _text.Append(text);

        /// <summary>A piece that was computed.</summary>
        public void AppendFormatted(string? text) => _text.Append(text);

        internal void End() => _text.Append('\n');
    }
}
