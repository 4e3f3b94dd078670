// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Text;

namespace Sofdsnoop.Output;

/// <summary>
/// Bytes on their way out. Grows to the longest batch between two flushes, which <see cref="EventPrinter"/>'s caller bounds,
/// and is never given back: after a while nothing is allocated any more.
/// </summary>
internal sealed class OutputBuffer(int capacity)
{
    // the longest number, with its sign
    private const int NumberLength = 20;

    private byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Add(byte value)
    {
        if (Length == _bytes.Length)
            Grow(1);
        _bytes[Length++] = value;
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    public void Add(long number)
    {
        Utf8Formatter.TryFormat(number, Reserve(NumberLength), out var written);
        Length += written;
    }

    public void Add(ulong number)
    {
        Utf8Formatter.TryFormat(number, Reserve(NumberLength), out var written);
        Length += written;
    }

    /// <summary>Sixteen lowercase hexadecimal digits.</summary>
    public void AddHex(ulong number)
    {
        Utf8Formatter.TryFormat(number, Reserve(16), out var written, new('x', 16));
        Length += written;
    }

    /// <summary>Spaces until <paramref name="width"/>, as <c>%-*s</c> does: none when there are that many columns already.</summary>
    public void Pad(int columns, int width)
    {
        if (columns >= width)
            return;
        Reserve(width - columns)[..(width - columns)].Fill((byte)' ');
        Length += width - columns;
    }

    /// <summary>Puts other bytes in the place of some that were written.</summary>
    public void Replace(int at, int count, ReadOnlySpan<byte> bytes)
    {
        var grown = bytes.Length - count;
        Reserve(Math.Max(grown, 0));
        _bytes.AsSpan((at + count)..Length).CopyTo(_bytes.AsSpan(at + bytes.Length));
        bytes.CopyTo(_bytes.AsSpan(at));
        Length += grown;
    }

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - Length < count)
            Grow(count);
        return _bytes.AsSpan(Length);
    }

    private void Grow(int count) => Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
}
