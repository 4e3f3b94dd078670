// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SharpBpf.Runtime.Tests;

/// <summary>Handlers, streams, groups, wake-up policies and the meter, over ring buffers that the kernel fills. Needs root.</summary>
public sealed class EventBufferKernelTests
{
    private static BpfObjectFile Open(bool noWakeup = false, uint wakeupBytes = 0)
    {
        BpfObjectFile bpf = Clang.Open("policy");
        DataSection knobs = bpf.Section(".rodata");
        knobs.At<uint>(0) = Calls.Tid;
        knobs.At<uint>(4) = Calls.Number;
        knobs.At<uint>(8) = noWakeup ? 1u : 0;
        knobs.At<uint>(12) = wakeupBytes;
        bpf.Load();
        return bpf;
    }

    private struct Adder : IEventHandler<ulong>, IRecordHandler
    {
        internal ulong Sum;

        public void OnEvent(scoped in ulong e) => Sum += e;

        public void OnRecord(scoped ReadOnlySpan<byte> record) => Sum += 1000 * MemoryMarshal.Read<ulong>(record);
    }

    [Fact]
    public void A_handler_gets_every_event_and_nothing_is_allocated()
    {
        using BpfObjectFile bpf = Open();
        using RingBuffer<ulong> first = new(bpf.Map("first"));
        using BpfLinkSet links = bpf.Attach();
        Adder adder = default;
        Calls.Make(10);
        Assert.Equal(5, first.Dispatch(ref adder));
        Assert.Equal(1ul + 3 + 5 + 7 + 9, adder.Sum);
        Calls.Make(2);
        Assert.Equal(1, first.DispatchRecords(ref adder, TimeSpan.FromSeconds(5)));
        Assert.Equal(25ul + 11_000, adder.Sum);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            Calls.Make(2);
            first.Dispatch(ref adder, TimeSpan.FromSeconds(1));
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        // the odd numbers
        Assert.Equal((bpf.Section(".bss").At<ulong>(0) + 1) / 2, first.Statistics.Records);
        Assert.InRange(first.Statistics.Records, 90ul, 106ul);
    }

    private struct Thrower : IEventHandler<ulong>, IRecordHandler
    {
        internal ulong Sum;

        public void OnEvent(scoped in ulong e) => Add(e);

        public void OnRecord(scoped ReadOnlySpan<byte> record) => Add(MemoryMarshal.Read<ulong>(record));

        private void Add(ulong number)
        {
            Sum += number;
            if (number is 5 or 9)
                throw new FormatException();
        }
    }

    [Fact]
    public void A_handler_that_throws_has_had_its_event_and_the_rest_comes_next()
    {
        using BpfObjectFile bpf = Open();
        using RingBuffer<ulong> first = new(bpf.Map("first"));
        using BpfLinkSet links = bpf.Attach();
        Calls.Make(20);
        Thrower thrower = default;
        Assert.Throws<FormatException>(() => first.Dispatch(ref thrower));
        Assert.Equal(1ul + 3 + 5, thrower.Sum);
        Assert.Equal(3ul, first.Statistics.Records);
        Assert.Throws<FormatException>(() => first.DispatchRecords(ref thrower));
        Assert.Equal(1ul + 3 + 5 + 7 + 9, thrower.Sum);
        Assert.Equal(5, first.Dispatch(ref thrower));
        Assert.Equal(100ul, thrower.Sum);
        Assert.Equal(10ul, first.Statistics.Records);
    }

    [Fact]
    public void A_group_waits_on_all_its_buffers()
    {
        using BpfObjectFile bpf = Open();
        using RingBuffer<ulong> first = new(bpf.Map("first"));
        using RingBuffer second = new(bpf.Map("second"));
        using BpfLinkSet links = bpf.Attach();
        using BufferGroup group = new(first, second);
        Assert.False(group.Wait(TimeSpan.Zero));
        Assert.False(group.Wait(TimeSpan.FromMilliseconds(20)));
        List<ulong> seen = [];
        Thread reader = new(() =>
        {
            while (seen.Count < 10)
            {
                Assert.True(group.Wait(Timeout.InfiniteTimeSpan));
                foreach (ref readonly ulong e in first.Read())
                    seen.Add(e);
                foreach (ReadOnlySpan<byte> record in second.ReadRecords())
                    seen.Add(MemoryMarshal.Read<ulong>(record));
            }
        });
        reader.Start();
        for (int i = 0; i < 10; i++)
        {
            Thread.Sleep(3);
            Calls.Make();
        }
        Assert.True(reader.Join(TimeSpan.FromSeconds(20)));
        Assert.Equal(Enumerable.Range(1, 10).Select(static i => (ulong)i), seen.Order());
        using CancellationTokenSource source = new(20);
        Assert.False(group.Wait(Timeout.InfiniteTimeSpan, source.Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_end_of_a_buffer_or_of_the_group_ends_the_groups_wait(bool disposeGroup)
    {
        using BpfObjectFile bpf = Open();
        using RingBuffer<ulong> first = new(bpf.Map("first"));
        BufferGroup group = new(first);
        Exception? error = null;
        Thread reader = new(() => error = Record.Exception(() => group.Wait(Timeout.InfiniteTimeSpan)));
        reader.Start();
        Thread.Sleep(20);
        if (disposeGroup)
            group.Dispose();
        else
            bpf.Dispose();
        Assert.True(reader.Join(TimeSpan.FromSeconds(20)));
        Assert.IsType<ObjectDisposedException>(error);
        group.Dispose();
        bpf.Dispose();
    }

    [Fact]
    public void A_timed_wait_sleeps_its_time_and_then_gives_all()
    {
        using BpfObjectFile bpf = Open(noWakeup: true);
        using RingBuffer<ulong> first = new(bpf.Map("first")) { Wakeup = WakeupPolicy.Timed };
        using BpfLinkSet links = bpf.Attach();
        Calls.Make(20);
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(10, Count(first, TimeSpan.FromMilliseconds(50)));
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 50, 5000);
        Assert.Throws<InvalidOperationException>(() => first.Wakeup = WakeupPolicy.EveryEvent);
    }

    [Fact]
    public void A_wait_for_bytes_ends_when_there_are_so_many()
    {
        using BpfObjectFile bpf = Open(wakeupBytes: 160);
        using RingBuffer<ulong> first = new(bpf.Map("first")) { Wakeup = WakeupPolicy.AtBytes(160) };
        using BpfLinkSet links = bpf.Attach();
        long seen = 0;
        Thread reader = new(() => seen = Count(first, TimeSpan.FromSeconds(30)));
        reader.Start();
        for (int i = 0; i < 20; i++)
        {
            Thread.Sleep(1);
            Calls.Make();
        }
        Assert.True(reader.Join(TimeSpan.FromSeconds(20)));
        Assert.Equal(10, seen);
    }

    [Fact]
    public void A_busy_reader_sees_events_nobody_wakes_it_for()
    {
        using BpfObjectFile bpf = Open(noWakeup: true);
        using RingBuffer<ulong> first = new(bpf.Map("first")) { Wakeup = WakeupPolicy.Busy };
        using BpfLinkSet links = bpf.Attach();
        long seen = 0;
        Thread reader = new(() => seen = Count(first, TimeSpan.FromSeconds(30)));
        reader.Start();
        Thread.Sleep(10);
        Calls.Make();
        Assert.True(reader.Join(TimeSpan.FromSeconds(20)));
        Assert.Equal(1, seen);
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(0, Count(first, TimeSpan.FromMilliseconds(30)));
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 30, 5000);
    }

    private static long Count(EventBuffer<ulong> buffer, TimeSpan timeout)
    {
        long count = 0;
        foreach (ref readonly ulong e in buffer.Poll(timeout))
            count++;
        return count;
    }

    [Fact]
    public async Task A_stream_copies_events_for_those_who_await()
    {
        using BpfObjectFile bpf = Open();
        using RingBuffer<ulong> first = new(bpf.Map("first"));
        using BpfLinkSet links = bpf.Attach();
        EventStream<ulong> stream = first.Stream();
        Calls.Make(20);
        List<ulong> seen = [];
        await foreach (ulong e in stream)
        {
            seen.Add(e);
            if (seen.Count == 10)
                break;
        }
        Assert.Equal(Enumerable.Range(0, 10).Select(static i => (ulong)(2 * i + 1)), seen);
        await stream.DisposeAsync();
        await stream.DisposeAsync();
        Assert.Equal(0, stream.Dropped);
        // The buffer is free again, and a stream ends with it.
        EventStream<byte[]> second = first.StreamRecords(static record => record.ToArray());
        bpf.Dispose();
        await foreach (byte[] record in second)
            Assert.Fail("there is no event");
        await second.DisposeAsync();
    }

    [Theory]
    [InlineData(SlowConsumer.Wait)]
    [InlineData(SlowConsumer.DropNewest)]
    [InlineData(SlowConsumer.DropOldest)]
    public async Task A_slow_consumer_is_bounded_and_every_dropped_event_counted(SlowConsumer policy)
    {
        using BpfObjectFile bpf = Open();
        using RingBuffer<ulong> first = new(bpf.Map("first"));
        using BpfLinkSet links = bpf.Attach();
        await using EventStream<ulong> stream = first.Stream(new EventStreamOptions { Capacity = 4, WhenFull = policy });
        Calls.Make(40);
        Assert.True(SpinWait.SpinUntil(() => policy == SlowConsumer.Wait ? stream.Reader.Count == 4 : stream.Dropped == 16, 10_000));
        List<ulong> seen = [];
        while (seen.Count + stream.Dropped < 20)
            seen.Add(await stream.Reader.ReadAsync());
        ulong[] expected = policy switch
        {
            SlowConsumer.DropNewest => [1, 3, 5, 7],
            SlowConsumer.DropOldest => [33, 35, 37, 39],
            _ => [.. Enumerable.Range(0, 20).Select(static i => (ulong)(2 * i + 1))],
        };
        Assert.Equal(expected, seen);
    }

    [Fact]
    public async Task A_failing_conversion_ends_the_stream_with_the_error()
    {
        using BpfObjectFile bpf = Open();
        using RingBuffer<ulong> first = new(bpf.Map("first"));
        using BpfLinkSet links = bpf.Attach();
        await using EventStream<int> stream = first.StreamRecords<int>(static _ => throw new FormatException("no"));
        Calls.Make();
        await Assert.ThrowsAsync<FormatException>(async () => { await foreach (int _ in stream) { } });
    }

    [Fact]
    public void The_meter_tells_what_the_statistics_tell()
    {
        using BpfObjectFile bpf = Open();
        using RingBuffer<ulong> first = new(bpf.Map("first")) { LostCounter = static () => 3 };
        using BpfLinkSet links = bpf.Attach();
        Calls.Make(10);
        Count(first, TimeSpan.Zero);
        Dictionary<string, long> seen = Meters.Of("first");
        Assert.Equal(3, first.Statistics.Lost == 3 ? seen["sharpbpf.buffer.lost"] : -1);
        Assert.InRange(seen["sharpbpf.buffer.records"], 5, long.MaxValue);
        Assert.InRange(seen["sharpbpf.buffer.bytes"], 80, long.MaxValue);
        Assert.InRange(seen["sharpbpf.buffer.high_water_mark"], 80, long.MaxValue);
    }
}
