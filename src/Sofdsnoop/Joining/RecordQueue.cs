// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Sofdsnoop.Joining;

/// <summary>
/// Copies of records, in order, in one block of memory that is used as a ring: at most so many bytes wait. Each has a time by
/// which it should be gone.
/// </summary>
/// <param name="limit">Bytes; a power of two.</param>
internal sealed class RecordQueue(int limit)
{
    private const int FirstCapacity = 64 << 10;

    // In front of each record: its length, and when it is due.
    private const int PrefixSize = 16;

    private byte[] _bytes = [];
    private int _start;
    private int _end;
    private int _wrapAt;

    public int Count { get; private set; }

    public bool IsEmpty => Count == 0;

    /// <summary>The first record. Valid until it is removed or something is added.</summary>
    public ReadOnlySpan<byte> First => _bytes.AsSpan(_start + PrefixSize, FirstLength);

    /// <summary>When the first is due, as it was given.</summary>
    public long FirstDue => BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan(_start + 8));

    /// <summary>False when there is no room: something has to go first, or, when it is empty, the record is longer than all of it.</summary>
    public bool TryAdd(ReadOnlySpan<byte> record, long due)
    {
        var size = PrefixSize + ((record.Length + 7) & ~7);
        var at = FindRoom(size);
        while (at < 0 && Grow())
            at = FindRoom(size);
        if (at < 0)
            return false;
        if (at != _end)
            _wrapAt = _end;
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(at), record.Length);
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(at + 8), due);
        record.CopyTo(_bytes.AsSpan(at + PrefixSize));
        _end = at + size;
        Count++;
        return true;
    }

    public void RemoveFirst()
    {
        _start += PrefixSize + ((FirstLength + 7) & ~7);
        Count--;
        if (Count == 0)
            (_start, _end, _wrapAt) = (0, 0, 0);
        else if (_start == _wrapAt && _end <= _start)
            (_start, _wrapAt) = (0, 0);
    }

    private int FirstLength => BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(_start));

    /// <summary>Where so many bytes in one piece are free; negative for nowhere. An end that meets the start would look empty.</summary>
    private int FindRoom(int size)
    {
        var isWrapped = Count != 0 && _end <= _start;
        if (isWrapped)
            return _start - _end >= size ? _end : -1;
        if (_bytes.Length - _end >= size)
            return _end;
        return _start >= size ? 0 : -1;
    }

    private bool Grow()
    {
        if (_bytes.Length >= limit)
            return false;
        var larger = new RecordQueue(limit) { _bytes = new byte[Math.Max(_bytes.Length * 2, Math.Min(FirstCapacity, limit))] };
        for (; !IsEmpty; RemoveFirst())
            larger.TryAdd(First, FirstDue);
        (_bytes, _start, _end, _wrapAt, Count) = (larger._bytes, larger._start, larger._end, larger._wrapAt, larger.Count);
        return true;
    }
}
