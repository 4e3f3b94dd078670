// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace SharpBpf.Build.Elf;

/// <summary>
/// A part of a file, read with bounds checks in the byte order of the file. Each failure names the file and the offset in the
/// whole file, so a view never loses sight of where it came from.
/// </summary>
internal readonly struct ByteView(ReadOnlyMemory<byte> data, string file, long start, bool bigEndian)
{
    // A name longer than this is no name; without a limit, many names that end in one NUL would cost memory without end.
    private const int MaxString = 1023;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public int Length => data.Length;

    /// <summary>Where the view starts in the file.</summary>
    public long Start => start;

    public bool BigEndian => bigEndian;

    public ReadOnlySpan<byte> Span => data.Span;

    public byte U8(long at, string what) => Take(at, 1, what)[0];

    public ushort U16(long at, string what)
    {
        ReadOnlySpan<byte> bytes = Take(at, 2, what);
        return bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    public uint U32(long at, string what)
    {
        ReadOnlySpan<byte> bytes = Take(at, 4, what);
        return bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    public ulong U64(long at, string what)
    {
        ReadOnlySpan<byte> bytes = Take(at, 8, what);
        return bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    /// <summary>The part of <paramref name="length"/> bytes at <paramref name="at"/>.</summary>
    public ByteView Slice(ulong at, ulong length, string what)
    {
        if (at > (ulong)data.Length || length > (ulong)data.Length - at)
            throw Error((long)Math.Min(at, long.MaxValue), $"{what} ({length} bytes) goes beyond the end");

        return new ByteView(data.Slice((int)at, (int)length), file, start + (long)at, bigEndian);
    }

    /// <summary>The same place over other bytes, as after relocation.</summary>
    public ByteView With(ReadOnlyMemory<byte> other) => new(other, file, start, bigEndian);

    /// <summary>The NUL-terminated UTF-8 string at <paramref name="at"/>.</summary>
    public string String(long at, string what)
    {
        if (at < 0 || at >= data.Length)
            throw Error(Math.Max(at, 0), $"{what} is outside of the string table");

        ReadOnlySpan<byte> rest = data.Span[(int)at..];
        int length = rest[..Math.Min(rest.Length, MaxString + 1)].IndexOf((byte)0);
        if (length < 0)
            throw Error(at, rest.Length > MaxString ? $"{what} is longer than {MaxString} bytes" : $"{what} has no end");

        try
        {
            return Utf8.GetString(rest[..length]);
        }
        catch (DecoderFallbackException)
        {
            throw Error(at, $"{what} is not UTF-8");
        }
    }

    /// <summary>An error at <paramref name="at"/> in this view.</summary>
    public BadObjectException Error(long at, string message) => new(file, start > long.MaxValue - at ? long.MaxValue : start + at, message);

    private ReadOnlySpan<byte> Take(long at, int length, string what)
    {
        if (at < 0 || at > data.Length - length)
            throw Error(Math.Max(at, 0), $"{what} goes beyond the end");

        return data.Span.Slice((int)at, length);
    }
}
