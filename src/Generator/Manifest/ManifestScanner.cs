// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Generator.Manifest;

/// <summary>
/// Walks a manifest by index: lines that matter, their indent, and the words of the present line. Nothing is copied but
/// the words the model keeps, since the compiler reads a manifest again on each edit of it.
/// </summary>
internal ref struct ManifestScanner
{
    private readonly string _text;
    private int _next;
    private int _position;
    private int _end;

    /// <summary>Stands before the first line of <paramref name="text"/>.</summary>
    public ManifestScanner(string text) => _text = text;

    /// <summary>The number of the present line, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Indents of two blanks before the first word; -1 behind the last line.</summary>
    public int Indent { get; private set; } = -1;

    /// <summary>Whether words are left in the present line.</summary>
    public readonly bool HasWord => _position < _end;

    /// <summary>Goes to the next line that is neither empty nor a comment.</summary>
    /// <returns>False at the end of the text.</returns>
    public bool NextLine()
    {
        while (_next < _text.Length)
        {
            int start = _next;
            int feed = _text.IndexOf('\n', start);
            _end = feed < 0 ? _text.Length : feed;
            _next = feed < 0 ? _text.Length : feed + 1;
            Line++;
            if (_end > start && _text[_end - 1] == '\r')
                _end--;

            _position = start;
            while (_position < _end && _text[_position] == ' ')
                _position++;

            if (_position == _end || _text[_position] == '#')
                continue;

            int blanks = _position - start;
            if ((blanks & 1) != 0)
                throw Error("the indent is not a multiple of two blanks");

            Indent = blanks / 2;
            return true;
        }

        Line++;
        _position = _end = _text.Length;
        Indent = -1;
        return false;
    }

    /// <summary>Takes the next word; <paramref name="what"/> says in an error what it should have been.</summary>
    public ReadOnlySpan<char> Word(string what)
    {
        if (_position >= _end)
            throw Error($"{what} is missing");

        int length = _text.AsSpan(_position, _end - _position).IndexOf(' ');
        if (length < 0)
            length = _end - _position;
        else if (length == 0 || _position + length + 1 == _end)
            throw Error("more than one blank between words, or one at the end of the line");

        ReadOnlySpan<char> word = _text.AsSpan(_position, length);
        _position += length + 1;
        return word;
    }

    /// <summary>Takes everything up to the end of the line; empty when nothing is left.</summary>
    public string Rest()
    {
        string rest = _position < _end ? _text.Substring(_position, _end - _position) : "";
        _position = _end;
        return rest;
    }

    /// <summary>Makes sure that the line has no more words.</summary>
    public readonly void EndOfLine()
    {
        if (HasWord)
            throw Error($"unexpected '{_text.Substring(_position, _end - _position)}'");
    }

    /// <summary>Takes a decimal number of at most <paramref name="max"/>.</summary>
    public ulong Number(string what, ulong max) => Parse(Word(what), what, max);

    /// <summary>Takes a 32-bit unsigned number.</summary>
    public uint UInt(string what) => (uint)Number(what, uint.MaxValue);

    /// <summary>Takes a number from 0 to 2^31-1.</summary>
    public int Int(string what) => (int)Number(what, int.MaxValue);

    /// <summary>Reads the digits of <paramref name="word"/>, which must be nothing else.</summary>
    public readonly ulong Parse(ReadOnlySpan<char> word, string what, ulong max)
    {
        ulong value = 0;
        foreach (char c in word)
        {
            uint digit = (uint)(c - '0');
            if (digit > 9 || value > (max - digit) / 10)
                throw Error($"{what} is '{word.ToString()}', not a number from 0 to {max}");

            value = (value * 10) + digit;
        }

        return word.Length != 0 ? value : throw Error($"{what} is empty, not a number");
    }

    /// <summary>An error at the present line.</summary>
    public readonly ManifestException Error(string message) => new(Line, message);
}
