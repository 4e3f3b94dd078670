// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace SharpBpf.Generator.Emit;

/// <summary>Writes indented C#. Lines always end in <c>\n</c>: the output must not depend on the machine.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _indent;
    private bool _gap;
    private bool _blockBegins;

    /// <summary>Writes one line at the present indent.</summary>
    public CodeWriter Line(string text)
    {
        if (_gap)
            _text.Append('\n');

        _gap = false;
        _blockBegins = false;
        _text.Append(' ', _indent * 4).Append(text).Append('\n');
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

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
