// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Runtime.Tests;

/// <summary>The producer's side of a user ring, against a ring in plain memory.</summary>
public sealed unsafe class UserRingTests
{
    private static bool Write(UserRingWriter writer, ReadOnlySpan<byte> data, bool discard = false)
    {
        writer.Gate.Enter();
        int number = writer.TryReserve((uint)data.Length);
        if (number == 0)
        {
            writer.Gate.Exit();
            return false;
        }
        UserRecord record = new(writer, number, data.Length);
        data.CopyTo(record.Data);
        if (discard)
            record.Dispose();
        else
            record.Submit();
        return true;
    }

    [Theory]
    [InlineData(0ul)]
    [InlineData(4096ul - 16)]
    [InlineData(1ul << 40)]
    public void Records_of_any_length_are_whole_across_the_end(ulong start)
    {
        FakeUserRing ring = new(4096, start);
        using UserRingWriter writer = ring.NewWriter();
        for (int length = 1; length <= 4088; length += length < 64 ? 1 : 37)
        {
            byte[] data = new byte[length];
            new Random(length).NextBytes(data);
            Assert.True(Write(writer, data));
            Assert.True(ring.TryTake(out byte[] taken));
            Assert.Equal(data, taken);
            Assert.False(ring.TryTake(out _));
        }
        Assert.Equal(*ring.Memory.Producer, *ring.Memory.Consumer);
    }

    [Fact]
    public void A_full_ring_takes_no_more_until_the_kernel_has_read()
    {
        FakeUserRing ring = new(4096);
        using UserRingWriter writer = ring.NewWriter();
        int written = 0;
        while (Write(writer, BitConverter.GetBytes((long)written)))
            written++;
        // 16 bytes a record, and unlike with the kernel's rings the last byte is used too
        Assert.Equal(256, written);
        Assert.Equal(0ul, writer.Free);
        Assert.True(ring.TryTake(out byte[] first));
        Assert.Equal(0L, BitConverter.ToInt64(first));
        Assert.False(Write(writer, new byte[9]));
        Assert.True(Write(writer, new byte[8]));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.ThrowIfNeverFits(4089));
        writer.ThrowIfNeverFits(4088);
    }

    [Fact]
    public void What_was_written_is_counted()
    {
        FakeUserRing ring = new(4096);
        using UserRingWriter writer = ring.NewWriter();
        Assert.Equal(default, writer.Statistics);
        Assert.True(Write(writer, new byte[8]));
        Assert.True(Write(writer, new byte[9], discard: true));
        Assert.True(Write(writer, new byte[1]));
        // 16, 24 and 16 bytes with their headers
        Assert.Equal(new BufferStatistics { Records = 2, Discarded = 1, Bytes = 56, HighWaterMark = 56 }, writer.Statistics);
        while (ring.TryTake(out _))
        {
        }
        Assert.True(Write(writer, new byte[8]));
        Assert.Equal(new BufferStatistics { Records = 3, Discarded = 1, Bytes = 72, HighWaterMark = 56 }, writer.Statistics);
    }

    [Fact]
    public void An_open_record_is_not_read_and_a_discarded_one_passed_over()
    {
        FakeUserRing ring = new(4096);
        using UserRingWriter writer = ring.NewWriter();
        Assert.True(Write(writer, [1], discard: true));
        writer.Gate.Enter();
        UserRecord open = new(writer, writer.TryReserve(3), 3);
        Assert.False(ring.TryTake(out _));
        open.Data.Fill(7);
        open.Submit();
        Assert.True(ring.TryTake(out byte[] taken));
        Assert.Equal([7, 7, 7], taken);
    }

    [Fact]
    public void A_record_ends_once_and_its_memory_is_not_reached_afterwards()
    {
        FakeUserRing ring = new(4096);
        using UserRingWriter writer = ring.NewWriter();
        writer.Gate.Enter();
        UserRecord record = new(writer, writer.TryReserve(8), 8);
        UserRecord copy = record;
        record.Data.Clear();
        record.Submit();
        copy.Dispose();
        record.Dispose();
        bool threw = false;
        try
        {
            copy.Submit();
        }
        catch (InvalidOperationException)
        {
            threw = true;
        }
        Assert.True(threw);
        threw = false;
        try
        {
            _ = copy.Data;
        }
        catch (InvalidOperationException)
        {
            threw = true;
        }
        Assert.True(threw);
        Assert.True(ring.TryTake(out _));
        Assert.False(ring.TryTake(out _));
        default(UserRecord).Dispose();
    }

    [Fact]
    public void A_second_record_or_thread_is_an_error_and_disposal_waits_for_the_record()
    {
        FakeUserRing ring = new(4096);
        UserRingWriter writer = ring.NewWriter();
        writer.Gate.Enter();
        UserRecord record = new(writer, writer.TryReserve(8), 8);
        Assert.Throws<InvalidOperationException>(() => writer.Gate.Enter());
        Exception? error = null;
        Thread other = new(() => error = Record.Exception(() => writer.Gate.Enter()));
        other.Start();
        other.Join();
        Assert.IsType<InvalidOperationException>(error);
        writer.Dispose();
        Assert.Equal(0, ring.Memory.Freed);
        record.Data.Fill(1);
        record.Submit();
        Assert.Equal(1, ring.Memory.Freed);
        writer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => writer.Gate.Enter());
    }

    [Fact]
    public void A_million_records_arrive_whole_and_in_order_and_nothing_is_allocated()
    {
        FakeUserRing ring = new(1 << 16);
        using UserRingWriter writer = ring.NewWriter();
        const int Records = 1_000_000;
        Exception? error = null;
        long taken = 0;
        Thread consumer = new(() => error = Record.Exception(() =>
        {
            for (uint next = 0; next < Records;)
            {
                if (!ring.TryTake(out byte[] record))
                {
                    Thread.Yield();
                    continue;
                }
                // those that were discarded leave gaps
                uint number = BitConverter.ToUInt32(record);
                Assert.True(number >= next, "a record came twice");
                Assert.Equal(4 + (int)(number % 61), record.Length);
                Assert.Equal(-1, record.AsSpan(4).IndexOfAnyExcept((byte)number));
                taken++;
                next = number + 1;
            }
        }));
        consumer.Start();
        long submitted = 0;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        Span<byte> data = stackalloc byte[64];
        for (uint i = 0; i < Records && consumer.IsAlive; i++)
        {
            Span<byte> record = data[..(4 + (int)(i % 61))];
            record.Fill((byte)i);
            BitConverter.TryWriteBytes(record, i);
            bool discard = i % 16 == 3 && i != Records - 1;
            while (!Write(writer, record, discard) && consumer.IsAlive)
                Thread.Yield();
            submitted += discard ? 0 : 1;
        }
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        consumer.Join();
        Assert.Null(error);
        Assert.Equal(submitted, taken);
        Assert.Equal(0, allocated);
    }
}
