// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Fuzz;

/// <summary>Damages inputs. Knows nothing of ELF or BTF but that numbers are aligned and little ones are common.</summary>
internal sealed class Mutator(Random random)
{
    private const int MaxLength = 1 << 20;

    private static readonly uint[] Numbers =
    [
        0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 65, 127, 128, 255, 256, 0x7fff, 0x8000, 0xffff, 0x10000, 0xff00, 0x7fffffff, 0x80000000, 0xffffffff,
        0x00ffffff, 0x01000000, 0x04000001, 0x0400ffff, 0x84000001, 0x06000001, 0x13000001, 0x0f000001, 0x02000000, 0x03000000, 0x08000000, 0x0a000000,
    ];

    private static readonly string[] Words =
    [
        "ptr", "array", "const", "volatile", "typedef", "struct", "union", "enum", "int", "float", "func", "void", "fwd", "tag:x", "0", "1", "4294967295",
        "4294967296", "18446744073709551615", "18446744073709551616", "-1", "-9223372036854775808", "99999999999999999999999", "?", "-", "signed", "unsigned",
        "field", "value", "variable", "static", "map", "program", "section", "inner", "key", "filter", "parameter", "compiled", "", " ", "  ", "\n", "\n  ",
        "\n    ", "#", "\r\n", "\0", "é", "sharpbpf-manifest 1\n",
    ];

    /// <summary>A damaged copy of a binary input; <paramref name="other"/> may lend it a part.</summary>
    public byte[] Binary(byte[] input, byte[] other)
    {
        List<byte> bytes = [.. input];
        for (int count = 1 + Geometric(6); count > 0; count--)
        {
            switch (random.Next(10))
            {
                case 0 or 1 or 2:
                    SetNumber(bytes);
                    break;
                case 3 or 4:
                    if (Any(bytes) is { } bit)
                        bytes[bit] ^= (byte)(1 << random.Next(8));
                    break;
                case 5:
                    if (Any(bytes) is { } at)
                        bytes[at] = (byte)random.Next(256);
                    break;
                case 6:
                    MoveWords(bytes);
                    break;
                default:
                    Splice(bytes, [.. other]);
                    break;
            }
        }

        return bytes.Count <= MaxLength ? [.. bytes] : [.. bytes[..MaxLength]];
    }

    /// <summary>A damaged copy of a text input.</summary>
    public byte[] Text(byte[] input, byte[] other)
    {
        List<byte> bytes = [.. input];
        for (int count = 1 + Geometric(4); count > 0; count--)
        {
            switch (random.Next(6))
            {
                case 0:
                    if (Any(bytes) is { } at)
                        bytes[at] = (byte)random.Next(32, 127);
                    break;
                case 1 or 2:
                    ReplaceWord(bytes);
                    break;
                case 3:
                    Repeat(bytes);
                    break;
                default:
                    Splice(bytes, [.. other]);
                    break;
            }
        }

        return bytes.Count <= MaxLength ? [.. bytes] : [.. bytes[..MaxLength]];
    }

    private int? Any(List<byte> bytes) => bytes.Count == 0 ? null : random.Next(bytes.Count);

    private int Geometric(int most)
    {
        int count = 0;
        while (count < most && random.Next(3) != 0)
            count++;

        return count;
    }

    // A 32-bit number in either byte order, mostly aligned, from the list or a little off what it was.
    private void SetNumber(List<byte> bytes)
    {
        if (bytes.Count < 4)
            return;

        int at = random.Next(bytes.Count - 3);
        at = random.Next(8) == 0 ? at : at & ~3;
        bool bigEndian = random.Next(3) == 0;
        uint value = 0;
        for (int i = 0; i < 4; i++)
            value |= (uint)bytes[at + i] << (8 * (bigEndian ? 3 - i : i));

        value = random.Next(3) == 0 ? unchecked(value + (uint)random.Next(-16, 17)) : Numbers[random.Next(Numbers.Length)];
        for (int i = 0; i < 4; i++)
            bytes[at + i] = (byte)(value >> (8 * (bigEndian ? 3 - i : i)));
    }

    // Copies some words over others: ids and offsets that exist, in the wrong place.
    private void MoveWords(List<byte> bytes)
    {
        int length = 4 * (1 + Geometric(4));
        if (bytes.Count <= length)
            return;

        int from = random.Next(bytes.Count - length) & ~3;
        int to = random.Next(bytes.Count - length) & ~3;
        byte[] part = [.. bytes[from..(from + length)]];
        for (int i = 0; i < length; i++)
            bytes[to + i] = part[i];
    }

    // Cuts a part out, puts one in, or ends the input early.
    private void Splice(List<byte> bytes, List<byte> other)
    {
        int at = random.Next(bytes.Count + 1);
        switch (random.Next(4))
        {
            case 0:
                bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 64)));
                break;
            case 1:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                if (other.Count == 0)
                    return;

                int from = random.Next(other.Count);
                bytes.InsertRange(at, other[from..Math.Min(other.Count, from + random.Next(1, 128))]);
                break;
        }
    }

    private void ReplaceWord(List<byte> bytes)
    {
        if (Any(bytes) is not { } at)
            return;

        int start = bytes.LastIndexOf((byte)' ', at) + 1;
        int end = bytes.IndexOf((byte)' ', at);
        bytes.RemoveRange(start, (end < 0 ? bytes.Count : Math.Max(end, start)) - start);
        bytes.InsertRange(start, System.Text.Encoding.UTF8.GetBytes(Words[random.Next(Words.Length)]));
    }

    // Depth and length are where readers break: the same words many times over.
    private void Repeat(List<byte> bytes)
    {
        if (Any(bytes) is not { } at)
            return;

        List<byte> part = bytes[at..Math.Min(bytes.Count, at + random.Next(1, 40))];
        int times = 1 << random.Next(1, 13);
        for (int i = 0; i < times && bytes.Count < MaxLength; i++)
            bytes.InsertRange(at, part);
    }
}
