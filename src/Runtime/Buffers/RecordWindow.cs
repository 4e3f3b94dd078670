// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using System.Runtime.CompilerServices;

namespace SharpBpf;

/// <summary>Where records may be passed on without a closer look, and how such records are told.</summary>
internal readonly unsafe struct RecordWindow
{
    // Of both kinds of buffer: a record takes a multiple of 8.
    private const uint Alignment = 8;

    // The size is in the highest 16 bits of a perf buffer's header.
    private const int PerfShift = 48;

    private readonly byte* _limit;
    private readonly byte* _end;
    private readonly ulong _least;
    private readonly ulong _range;
    private readonly uint _minimum;

    private RecordWindow(byte* limit, byte* end, ulong mask, ulong least, ulong range, uint minimum, uint headerSize)
    {
        _limit = limit;
        _end = end;
        Mask = mask;
        HeaderSize = headerSize;
        _least = least;
        _range = range;
        _minimum = minimum;
    }

    /// <summary>
    /// Of a ring buffer: the length in the low 30 bits of a word, with two flags above, which must not be set. Nothing wraps, since the memory is
    /// mapped twice.
    /// </summary>
    /// <param name="limit">Records that begin before may be looked at.</param>
    /// <param name="minimum">The least length.</param>
    internal static RecordWindow OfRing(byte* limit, uint minimum) =>
        new(limit, (byte*)nint.MaxValue, uint.MaxValue, minimum, RingReader.Discarded - minimum, minimum, RingReader.HeaderSize)
        {
            Around = RingReader.HeaderSize + Alignment - 1,
        };

    /// <summary>
    /// Of a perf buffer: type, misc, and in the highest 16 bits the size with all that comes before the data; the first two must be those of
    /// the sample that is given. Turned, the size is lowest and a difference in the others makes a large number.
    /// </summary>
    /// <param name="limit">Records that begin before may be looked at.</param>
    /// <param name="end">Where the memory ends; a record that would reach over it is not whole.</param>
    /// <param name="sample">The first eight bytes of a sample.</param>
    /// <param name="minimum">The least length.</param>
    /// <param name="headerSize">The bytes that come before the data.</param>
    internal static RecordWindow OfPerf(byte* limit, byte* end, ulong sample, uint minimum, uint headerSize)
    {
        ulong leastSize = (ulong)minimum + headerSize;
        return new(limit, end, ulong.MaxValue, (BitOperations.RotateRight(sample, PerfShift) & ~(ulong)ushort.MaxValue) + leastSize,
            ushort.MaxValue + 1 - leastSize, minimum, headerSize)
        {
            Shift = PerfShift,
        };
    }

    /// <summary>No other record may be passed on.</summary>
    internal static RecordWindow Closed => default;

    /// <summary>Where in a header its length or size is.</summary>
    private int Shift { get; init; }

    /// <summary>What a record takes beside that, before it is rounded down.</summary>
    private nuint Around { get; init; }

    /// <summary>The bits of the first eight bytes that tell records apart.</summary>
    internal ulong Mask { get; }

    /// <summary>From the beginning of a record to its data.</summary>
    internal nuint HeaderSize { get; }

    /// <summary>A record of this size that begins before is whole, and may be looked at.</summary>
    internal byte* Stop(nuint size) => (byte*)Math.Min((nuint)_limit, (nuint)_end - size + 1);

    /// <summary>The length that a header says, if nothing is special about the record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryLength(ulong header, out uint length)
    {
        ulong excess = BitOperations.RotateRight(header, Shift) - _least;
        length = (uint)excess + _minimum;
        return excess < _range;
    }

    /// <summary>
    /// Where the next record is. Where lengths vary, each record waits for this of the one before, so it is as few steps as can be: it does not
    /// wait for <see cref="TryLength"/>, and of a header that does not pass there it is of no use. A perf buffer's says the size as it is.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal byte* Behind(byte* at, ulong header) => (byte*)(((nuint)at + Around + (uint)(header >> Shift)) & ~(nuint)(Alignment - 1));
}
