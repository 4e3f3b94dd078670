// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace SharpBpf;

/// <summary>
/// Goes through records that need no more than passing on: committed, not discarded, long enough, whole where they lie. Everything else
/// is for <see cref="EventReader.Find"/>. A struct without calls on its way, so that the loop around it runs in registers.
/// </summary>
/// <remarks>
/// A record that looks like the one before is told by one comparison of its header, and then there is nothing to compute: where the next one
/// is does not depend on what this header says, only on that it says the same. So the processor goes ahead and fetches records while the
/// header is still on its way; a reader that adds the length it has read to its position cannot.
/// </remarks>
internal unsafe struct RecordCursor
{
    private readonly ulong _mask;
    private readonly nuint _headerSize;
    private byte* _stop;
    private ulong _header;
    private nuint _size;

    /// <summary>A cursor behind a record, with which it begins.</summary>
    /// <param name="window">Where it may go, and what records there look like.</param>
    /// <param name="header">The first eight bytes of the record.</param>
    /// <param name="length">The bytes of its data.</param>
    /// <param name="at">Where it begins.</param>
    /// <param name="size">From there to the next record.</param>
    internal RecordCursor(in RecordWindow window, ulong header, uint length, byte* at, nuint size)
    {
        _mask = window.Mask;
        _headerSize = window.HeaderSize;
        _header = header & window.Mask;
        _size = size;
        _stop = window.Stop(size);
        Length = length;
        Next = at + size;
    }

    /// <summary>Behind the record.</summary>
    internal byte* Next { get; private set; }

    /// <summary>The bytes of the record's data.</summary>
    internal uint Length { get; private set; }

    /// <summary>Goes to the next record. False when it is not one of those that this can pass on, or there is none.</summary>
    /// <param name="window">
    /// That of the beginning. It stays where it is, in the reader: only a record of another length needs it, and registers are few.
    /// </param>
    /// <param name="record">The record's data.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryNext(ref readonly RecordWindow window, out byte* record)
    {
        byte* at = Next;
        if (at < _stop)
        {
            // Acquire; pairs with the xchg(&hdr->len) in bpf_ringbuf_commit(): the data is written before the busy bit goes. A perf
            // buffer's records are whole up to the head, which was read with acquire.
            ulong word = Volatile.Read(ref *(ulong*)at);
            byte* next = at + _size;
            if ((word & _mask) == _header || TryOther(in window, at, word, out next))
            {
                record = at + _headerSize;
                Next = next;
                return true;
            }
        }
        record = null;
        return false;
    }

    /// <summary>A record of another length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryOther(ref readonly RecordWindow window, byte* at, ulong word, out byte* next)
    {
        next = window.Behind(at, word);
        ulong header = word & _mask;
        if (!window.TryLength(header, out uint length))
            return false;
        nuint size = (nuint)(next - at);
        byte* stop = window.Stop(size);
        if (at >= stop)
            return false;
        _header = header;
        _size = size;
        _stop = stop;
        Length = length;
        return true;
    }
}
