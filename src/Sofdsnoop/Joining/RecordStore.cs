// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Sofdsnoop.Decoding;

namespace Sofdsnoop.Joining;

/// <summary>
/// Keeps the records of single fds, to be shown at the end: each a record as the kernel side makes them, with one entry. They
/// lie in chains of blocks in one block of memory, which grows up to a limit.
/// </summary>
/// <param name="limit">Bytes.</param>
internal sealed class RecordStore(int limit = RecordStore.DefaultLimit)
{
    private const int DefaultLimit = 32 << 20;
    private const int BlockSize = 128;
    private const int Payload = BlockSize - sizeof(int);
    private const int FirstBlocks = 256;

    // Each block begins with the number of the next one; block 0 is not used. The record begins with its length.
    private byte[] _bytes = new byte[BlockSize];
    private byte[] _record = new byte[1024];
    private int _free;

    private int Blocks => _bytes.Length / BlockSize;

    /// <summary>Keeps one fd of a message. 0 when there is no room.</summary>
    public int Add(in MessageRecord message, in EntryRecord entry)
    {
        var length = Compose(in message, in entry);
        var rest = _record.AsSpan(0, length);
        int first = 0, last = 0;
        while (!rest.IsEmpty)
        {
            var block = Take();
            if (block == 0)
            {
                Remove(first);
                return 0;
            }

            var part = Math.Min(rest.Length, Payload);
            rest[..part].CopyTo(_bytes.AsSpan((block * BlockSize) + sizeof(int)));
            rest = rest[part..];
            Next(block) = 0;
            if (first == 0)
                first = block;
            else
                Next(last) = block;
            last = block;
        }

        return first;
    }

    /// <summary>The record. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Get(int stored)
    {
        var length = 0;
        for (var block = stored; block != 0; block = Next(block))
        {
            EnsureRoom(length + Payload);
            _bytes.AsSpan((block * BlockSize) + sizeof(int), Payload).CopyTo(_record.AsSpan(length));
            length += Payload;
        }

        return _record.AsSpan(sizeof(int), MemoryMarshal.Read<int>(_record));
    }

    public void Remove(int stored)
    {
        while (stored != 0)
        {
            var next = Next(stored);
            Next(stored) = _free;
            _free = stored;
            stored = next;
        }
    }

    /// <summary>The length, the header as that of a record with this one entry, the socket's name, the entry.</summary>
    private int Compose(in MessageRecord message, in EntryRecord entry)
    {
        var header = message.Header;
        header.Entries = 1;
        var path = message.SocketPath;
        var entryAt = FdMessage.SizeInC + ((path.Length + 7) & ~7);
        var length = entryAt + FdEntry.SizeInC + entry.Name.Length;
        EnsureRoom(sizeof(int) + length);
        MemoryMarshal.Write(_record, in length);
        var record = _record.AsSpan(sizeof(int), length);
        record[..entryAt].Clear();
        MemoryMarshal.Write(record, in header);
        path.CopyTo(record[FdMessage.SizeInC..]);
        MemoryMarshal.Write(record[entryAt..], in entry.Header);
        entry.Name.CopyTo(record[(entryAt + FdEntry.SizeInC)..]);
        return sizeof(int) + length;
    }

    private void EnsureRoom(int length)
    {
        if (_record.Length < length)
            Array.Resize(ref _record, Math.Max(length, _record.Length * 2));
    }

    private ref int Next(int block) => ref MemoryMarshal.AsRef<int>(_bytes.AsSpan(block * BlockSize));

    private int Take()
    {
        if (_free == 0 && !Grow())
            return 0;
        var block = _free;
        _free = Next(block);
        return block;
    }

    private bool Grow()
    {
        var used = Blocks;
        var blocks = Math.Min(Math.Max(used * 2, FirstBlocks), limit / BlockSize);
        if (blocks <= used)
            return false;
        Array.Resize(ref _bytes, blocks * BlockSize);
        for (var block = blocks - 1; block >= used; block--)
        {
            Next(block) = _free;
            _free = block;
        }

        return true;
    }
}
