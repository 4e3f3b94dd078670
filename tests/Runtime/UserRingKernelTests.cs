// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SharpBpf.Runtime.Tests;

/// <summary>A BPF program drains what these tests write. Needs root and Linux 6.1.</summary>
public sealed class UserRingKernelTests
{
    [StructLayout(LayoutKind.Sequential)]
    private struct Command
    {
        public ulong Number, Square;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Seen
    {
        public ulong Records, Sum, Bytes, Last;
        public long Drained;
        public ulong Wrong;
    }

    private static BpfObjectFile Open()
    {
        KernelFeature.Need(KernelFeature.UserRingBuffer);
        BpfObjectFile bpf = Clang.Open("user_ring");
        bpf.Section(".rodata").At<uint>(0) = Calls.Tid;
        bpf.Section(".rodata").At<uint>(4) = Calls.Number;
        bpf.Load();
        return bpf;
    }

    private static Seen Result(BpfObjectFile bpf) => bpf.Section(".bss").At<Seen>(0);

    [Fact]
    public void The_kernel_reads_every_record_that_was_submitted()
    {
        using BpfObjectFile bpf = Open();
        using UserRingBuffer<Command> commands = new(bpf.Map("commands"));
        using BpfLinkSet links = bpf.Attach();
        ulong sum = 0;
        for (ulong i = 1; i <= 1000; i++)
        {
            Assert.True(commands.TrySend(new Command { Number = i, Square = i * i }));
            sum += i;
            // 24 bytes a record in a ring of 4096
            if (i % 100 == 0)
            {
                Calls.Make();
                Assert.Equal(100, Result(bpf).Drained);
            }
        }
        Assert.Equal((1000ul, sum), (Result(bpf).Records, Result(bpf).Sum));
        Assert.Equal((1000ul * 16, 0ul), (Result(bpf).Bytes, Result(bpf).Wrong));
    }

    [Fact]
    public void What_found_no_room_is_counted_and_the_meter_tells_it()
    {
        using BpfObjectFile bpf = Open();
        using UserRingBuffer<Command> commands = new(bpf.Map("commands"));
        Assert.Equal(default, commands.Statistics);
        ulong sent = 0;
        while (commands.TrySend(new Command { Number = 1, Square = 1 }))
            sent++;
        BufferStatistics statistics = commands.Statistics;
        Assert.Equal((sent, sent * 24, 1ul, 0ul), (statistics.Records, statistics.Bytes, statistics.Lost, statistics.Discarded));
        Assert.Equal(statistics.Bytes, statistics.HighWaterMark);
        Dictionary<string, long> seen = Meters.Of("commands");
        Assert.Equal(((long)sent, (long)sent * 24, 1L), (seen["sharpbpf.buffer.records"], seen["sharpbpf.buffer.bytes"], seen["sharpbpf.buffer.lost"]));
        commands.Dispose();
        Assert.Empty(Meters.Of("commands"));
    }

    [Fact]
    public void Records_are_written_in_place_and_discarded_when_nobody_submits_them()
    {
        using BpfObjectFile bpf = Open();
        using UserRingBuffer commands = new(bpf.Map("commands"));
        using BpfLinkSet links = bpf.Attach();
        for (int length = 8; length <= 2048; length *= 2)
        {
            Assert.True(commands.TryReserve(length, out UserRecord record));
            using (record)
            {
                Assert.Equal(length, record.Data.Length);
                record.Data.Fill((byte)(length / 8));
                record.Submit();
            }
            ulong before = Result(bpf).Bytes;
            Calls.Make();
            Assert.Equal(1, Result(bpf).Drained);
            Assert.Equal((ulong)length, Result(bpf).Bytes - before);
            Assert.Equal((byte)(length / 8) * 0x0101_0101_0101_0101ul, Result(bpf).Last);
        }
        ulong records = Result(bpf).Records;
        Assert.Throws<FormatException>(void () =>
        {
            Assert.True(commands.TryReserve(16, out UserRecord record));
            using (record)
                throw new FormatException();
        });
        Calls.Make();
        Assert.Equal(records, Result(bpf).Records);
        // The one being written is not read, and nothing behind it can be.
        Assert.True(commands.TryReserve(16, out UserRecord open));
        Calls.Make();
        Assert.Equal(0, Result(bpf).Drained);
        open.Data.Clear();
        open.Submit();
        Calls.Make();
        Assert.Equal(1, Result(bpf).Drained);
    }

    [Fact]
    public void A_full_buffer_is_waited_for_until_a_program_drains_it()
    {
        using BpfObjectFile bpf = Open();
        using UserRingBuffer<Command> commands = new(bpf.Map("commands"));
        using BpfLinkSet links = bpf.Attach();
        int written = 0;
        while (commands.TrySend(default))
            written++;
        Assert.Equal(170, written);
        long start = Stopwatch.GetTimestamp();
        Assert.False(commands.TrySend(default, TimeSpan.FromMilliseconds(50)));
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 50, 5000);
        using CancellationTokenSource source = new(20);
        Assert.False(commands.TrySend(default, Timeout.InfiniteTimeSpan, source.Token));
        // The program watches this thread, so another one waits.
        bool sent = false;
        Thread writer = new(() => sent = commands.TrySend(default, Timeout.InfiniteTimeSpan));
        writer.Start();
        Thread.Sleep(30);
        Assert.True(writer.IsAlive);
        Calls.Make();
        Assert.True(writer.Join(TimeSpan.FromSeconds(20)));
        Assert.True(sent);
    }

    [Fact]
    public void Misuse_is_an_error_that_says_so()
    {
        using BpfObjectFile bpf = Open();
        UserRingBuffer commands = new(bpf.Map("commands"));
        Assert.Throws<ArgumentOutOfRangeException>(() => commands.TryReserve(0, out _));
        Assert.Contains("never fits", Assert.Throws<ArgumentOutOfRangeException>(() => commands.TryReserve(5000, out _)).Message, StringComparison.Ordinal);
        Assert.Contains("of type UserRingBuf, not", Assert.Throws<BpfException>(() => new RingBuffer(bpf.Map("commands"))).Message, StringComparison.Ordinal);
        Assert.True(commands.TryReserve(8, out UserRecord record));
        Assert.Throws<InvalidOperationException>(() => commands.TryReserve(8, out _));
        record.Dispose();
        while (commands.TrySend(new byte[1000]))
        {
        }
        Exception? error = null;
        Thread writer = new(() => error = Record.Exception(() => commands.TrySend(new byte[1000], Timeout.InfiniteTimeSpan)));
        writer.Start();
        Thread.Sleep(30);
        bpf.Dispose();
        Assert.True(writer.Join(TimeSpan.FromSeconds(20)));
        Assert.IsType<ObjectDisposedException>(error);
        Assert.Throws<ObjectDisposedException>(() => commands.TryReserve(8, out _));
        commands.Dispose();
        commands.Dispose();
    }
}
