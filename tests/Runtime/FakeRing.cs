// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace SharpBpf.Runtime.Tests;

/// <summary>
/// A ring in plain memory with the kernel's side of the protocol, as kernel/bpf/ringbuf.c has it: reserve, commit, discard,
/// wake-up when the consumer has caught up. Data pages are mapped twice, like the kernel's.
/// </summary>
internal sealed unsafe partial class FakeRing : IDisposable
{
    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8)] private static partial int memfd_create(string name, uint flags);
    [LibraryImport("libc.so.6")] private static partial int ftruncate(int fd, long length);
    [LibraryImport("libc.so.6")] private static partial int close(int fd);
    [LibraryImport("libc.so.6")] private static partial nint mmap(nint address, nuint length, int protection, int flags, int fd, long offset);
    [LibraryImport("libc.so.6")] private static partial int munmap(nint address, nuint length);

    private const int Read = 1, Write = 2, Shared = 1, Fixed = 0x10, Private = 2, Anonymous = 0x20;

    private readonly byte* _memory;
    private readonly nuint _length;
    private readonly uint _mask;

    internal FakeRing(uint size, ulong start = 0)
    {
        Size = size;
        _mask = size - 1;
        int page = Environment.SystemPageSize;
        _length = (nuint)(2 * page) + 2 * (nuint)size;
        int fd = memfd_create("fake-ring", 0);
        Assert.True(fd >= 0 && ftruncate(fd, 2 * page + size) == 0);
        _memory = (byte*)mmap(0, _length, Read | Write, Private | Anonymous, -1, 0);
        Map(_memory, (nuint)(2 * page) + size, fd, 0);
        Map(_memory + 2 * page + size, size, fd, 2 * page);
        Assert.Equal(0, close(fd));
        Consumer = (ulong*)_memory;
        Producer = (ulong*)(_memory + page);
        Data = _memory + 2 * page;
        *Consumer = *Producer = start;
    }

    internal uint Size { get; }

    internal ulong* Consumer { get; }

    internal ulong* Producer { get; }

    internal byte* Data { get; }

    /// <summary>How often the reader's memory was freed.</summary>
    internal int Freed { get; private set; }

    /// <summary>Set by a commit that finds the consumer waiting at its record.</summary>
    internal AutoResetEvent WakeUp { get; } = new(false);

    internal RingReader NewReader() => new(Consumer, Producer, Data, Size, this, "Ring buffer 'fake'");

    /// <summary>__bpf_ringbuf_reserve(): the record's data, or null when the ring is full.</summary>
    internal byte* Reserve(uint length)
    {
        ulong consumer = Volatile.Read(ref *Consumer);
        ulong producer = *Producer;
        ulong next = producer + ((length + 8 + 7) & ~7u);
        if (next - consumer > _mask)
            return null;
        byte* header = Data + (producer & _mask);
        *(uint*)header = length | 1u << 31;
        *(uint*)(header + 4) = 0;
        Volatile.Write(ref *Producer, next);
        return header + 8;
    }

    /// <summary>bpf_ringbuf_commit()</summary>
    internal void Commit(byte* record, bool discard = false)
    {
        uint* header = (uint*)(record - 8);
        uint value = *header & ~(1u << 31);
        if (discard)
            value |= 1u << 30;
        Interlocked.Exchange(ref *header, value);
        ulong position = (ulong)((byte*)header - Data);
        if ((Volatile.Read(ref *Consumer) & _mask) == position)
            WakeUp.Set();
    }

    internal void Submit(ReadOnlySpan<byte> data)
    {
        byte* record = Reserve((uint)data.Length);
        Assert.True(record != null);
        data.CopyTo(new Span<byte>(record, data.Length));
        Commit(record);
    }

    internal void Submit(long value) => Submit(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in value)));

    public void Dispose()
    {
        if (Freed++ == 0)
            Assert.Equal(0, munmap((nint)_memory, _length));
    }

    private static void Map(byte* address, nuint length, int fd, long offset) =>
        Assert.Equal((nint)address, mmap((nint)address, length, Read | Write, Shared | Fixed, fd, offset));
}
