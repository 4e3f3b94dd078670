// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace SharpBpf.Runtime.Tests;

/// <summary>One CPU's perf ring in plain memory with the kernel's side of it, as kernel/events/ring_buffer.c writes.</summary>
internal sealed unsafe class FakePerfRing
{
    private readonly byte* _page;
    private readonly byte* _data;
    private readonly uint _size;
    private ulong _lost;

    internal FakePerfRing(uint size, ulong start = 0, int cpu = 0)
    {
        _size = size;
        _page = (byte*)NativeMemory.AlignedAlloc(4096, 4096);
        _data = (byte*)NativeMemory.AlignedAlloc(size, 4096);
        new Span<byte>(_page, 4096).Clear();
        *Head = *Tail = start;
        Ring = new PerfRing(_page, _data, size, cpu);
    }

    internal PerfRing Ring { get; }

    internal ulong* Head => (ulong*)(_page + 1024);

    internal ulong* Tail => (ulong*)(_page + 1032);

    /// <summary>A sample; with a time if it is not null. False, and counted, when there is no room.</summary>
    internal bool Sample(ReadOnlySpan<byte> data, ulong? time = null)
    {
        if (_lost != 0)
        {
            // The kernel tells of the lost ones before the next that fits.
            byte[] lost = new byte[24];
            BitConverter.TryWriteBytes(lost.AsSpan(16), _lost);
            if (!Write(2, lost.AsSpan(8)))
            {
                _lost++;
                return false;
            }
            _lost = 0;
        }
        int before = time is null ? 0 : 8;
        byte[] body = new byte[((before + 4 + data.Length + 7) & ~7)];
        if (time is { } t)
            BitConverter.TryWriteBytes(body, t);
        BitConverter.TryWriteBytes(body.AsSpan(before), body.Length - before - 4);
        data.CopyTo(body.AsSpan(before + 4));
        if (Write(9, body))
            return true;
        _lost++;
        return false;
    }

    internal bool Write(uint type, ReadOnlySpan<byte> body)
    {
        uint size = (uint)(8 + body.Length);
        ulong head = *Head;
        if (head + size - Volatile.Read(ref *Tail) > _size)
            return false;
        byte[] record = new byte[size];
        BitConverter.TryWriteBytes(record, type);
        BitConverter.TryWriteBytes(record.AsSpan(6), (ushort)size);
        body.CopyTo(record.AsSpan(8));
        for (uint i = 0; i < size; i++)
            _data[(head + i) & (_size - 1)] = record[i];
        Volatile.Write(ref *Head, head + size);
        return true;
    }

    internal void Free()
    {
        NativeMemory.AlignedFree(_page);
        NativeMemory.AlignedFree(_data);
    }
}
