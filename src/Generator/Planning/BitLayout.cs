// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Generator.Planning;

/// <summary>Finds the storage of a bit-field.</summary>
internal static class BitLayout
{
    /// <summary>A piece of a bit-field, in storage of 1, 2, 4 or 8 bytes.</summary>
    internal readonly record struct Piece(int StorageOffset, int StorageSize, int StorageShift, int ValueShift, int Width);

    /// <summary>
    /// Cuts a bit-field into as few pieces as there must be. One is enough unless the field is spread over more than 8 bytes. The
    /// storage never reaches outside the struct: a packed bit-field's declared type may.
    /// </summary>
    public static IReadOnlyList<Piece> Pieces(int bitOffset, int width, int structSize, bool bigEndian)
    {
        int first = bitOffset / 8;
        int last = (bitOffset + width - 1) / 8;
        if (SingleUnit(first, last, structSize) is { } unit)
            return [Cut(unit.Offset, unit.Size, bitOffset, width, bigEndian)];

        List<Piece> pieces = [];
        for (int at = first; at <= last;)
        {
            int size = 8;
            while (size > last - at + 1)
                size /= 2;

            pieces.Add(Cut(at, size, bitOffset, width, bigEndian));
            at += size;
        }

        return pieces;
    }

    private static (int Offset, int Size)? SingleUnit(int first, int last, int structSize)
    {
        // Aligned storage is what the C compiler itself reads; packed structs may need an unaligned one.
        for (int size = 1; size <= 8; size *= 2)
        {
            int aligned = first / size * size;
            if (aligned + size > last && aligned + size <= structSize)
                return (aligned, size);
        }

        for (int size = 1; size <= 8; size *= 2)
        {
            int start = Math.Min(first, structSize - size);
            if (start >= 0 && start + size > last)
                return (start, size);
        }

        return null;
    }

    private static Piece Cut(int storageOffset, int storageSize, int bitOffset, int width, bool bigEndian)
    {
        int begin = storageOffset * 8;
        int end = begin + (storageSize * 8);
        int low = Math.Max(begin, bitOffset);
        int high = Math.Min(end, bitOffset + width);

        // BTF counts bits in the order of memory: on a big-endian machine from the top of each unit.
        return bigEndian
            ? new Piece(storageOffset, storageSize, end - high, bitOffset + width - high, high - low)
            : new Piece(storageOffset, storageSize, low - begin, low - bitOffset, high - low);
    }
}
