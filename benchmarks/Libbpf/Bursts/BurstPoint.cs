// SPDX-License-Identifier: Apache-2.0
using System.Numerics;

namespace SharpBpf.Libbpf.Benchmarks;

internal enum BufferKind
{
    Ring,
    Perf,
}

/// <summary>A point of the comparison.</summary>
/// <param name="Kind">What buffer it is.</param>
/// <param name="Size">Bytes of a record.</param>
/// <param name="Records">Records that wait when the reader begins.</param>
/// <param name="Whole">Whether all bytes are read, or the first 8.</param>
/// <param name="Mixed">Whether the records are longer than that, each by as much as its number says.</param>
internal readonly record struct BurstPoint(BufferKind Kind, int Size, int Records, bool Whole, bool Mixed = false)
{
    // The least that tools have: a small burst then moves through the buffer, as it does there.
    private const uint LeastBytes = 1 << 18;

    private const int LongestMixed = 136;

    /// <summary>Of a ring buffer: 8 bytes come before each record. Of a perf buffer: 8, the length, and padding to 8.</summary>
    private int BytesOfRecord => (Mixed ? LongestMixed : Size) + (Kind == BufferKind.Ring ? 8 : 16);

    internal string SizeText => Mixed ? $"{Size} to {LongestMixed}" : $"{Size}";

    internal string WorkText => Whole ? "all bytes" : "first 8";

    internal uint BufferBytes => Math.Max(LeastBytes, BitOperations.RoundUpToPowerOf2((uint)(Records * BytesOfRecord + 1)));
}
