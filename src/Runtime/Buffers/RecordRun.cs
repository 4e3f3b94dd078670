// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SharpBpf;

/// <summary>
/// Records in a row that look like the one before: the same length, committed, not discarded. They are told by one comparison of the
/// header, and there is nothing to compute: where the next record is does not depend on what this header says, only on that it
/// says the same. So the processor goes ahead and fetches records while the header is still on its way; a reader that adds the
/// length it has read to its position cannot. Everything else is for <see cref="EventReader.Find"/>.
/// </summary>
internal readonly unsafe struct RecordRun
{
    private const uint CacheLine = 64;

    private readonly byte* _stop;
    private readonly ulong _header;
    private readonly ulong _mask;
    private readonly nuint _size;
    private readonly nuint _headerSize;
    private readonly nuint _ahead;

    /// <param name="stop">Where the run ends: a record that begins before is whole, and may be looked at. Null for a record that none may follow.</param>
    /// <param name="header">What a record begins with, as far as the mask goes.</param>
    /// <param name="mask">The bits of the first eight bytes that are compared.</param>
    /// <param name="size">From one record to the next.</param>
    /// <param name="headerSize">From the beginning of a record to its data.</param>
    internal RecordRun(byte* stop, ulong header, ulong mask, nuint size, nuint headerSize)
    {
        _stop = stop;
        _header = header;
        _mask = mask;
        _size = size;
        _headerSize = headerSize;
        // About as far as memory takes to answer. Records of a cache line or two, whose every line is asked for by this, come faster;
        // of long ones the processor knows by itself where they go on, and single lines fetched early only confuse it.
        _ahead = size <= 2 * CacheLine ? 16u * CacheLine : 0;
    }

    /// <summary>Goes to the next record of the run. False when what comes is not one of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryNext(ref byte* next, out byte* record)
    {
        byte* at = next;
        // Acquire; pairs with the xchg(&hdr->len) in bpf_ringbuf_commit(): the data is written before the busy bit goes. A perf buffer's
        // records are whole up to the head, which was read with acquire.
        if (at < _stop && (Volatile.Read(ref *(ulong*)at) & _mask) == _header)
        {
            // A hint; it may point anywhere. .NET has it for x86 only.
            if (Sse.IsSupported)
                Sse.Prefetch0(at + _ahead);
            record = at + _headerSize;
            next = at + _size;
            return true;
        }
        record = null;
        return false;
    }

    /// <summary>How many records lie between two of its positions.</summary>
    internal ulong Count(byte* from, byte* to) => to == from + _size ? 1 : to == from ? 0 : (ulong)(to - from) / _size;
}
